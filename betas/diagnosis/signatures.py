"""What errors look like: patterns and tables. A new wording is a new line; every pattern runs in linear time."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from betas.models.choices import Means

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOT_ENROLLED = "organization_not_enrolled_in_beta"
LONG_CONTEXT = "context-1m-2025-08-07"


class Retry(StrEnum):
    WITH_FIX = "with_fix"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


DOCS_BETAS = "https://platform.claude.com/docs/en/api/beta-headers"
DOCS_ERRORS = "https://platform.claude.com/docs/en/api/errors"
SDK_ERRORS = "anthropic 2.12.0 types, error codes"
SEEN = "error bodies seen in public issues"

HEADER = r" for (?:the )?(?:`anthropic-beta`|['\"“‘]?anthropic-beta['\"”’]?) header"
TICKED_NAMES = r"((?:`[^`]+`(?:(?:,? (?:and|or) |[,;] ?| )(?=`))?)++)"
TICKED_VALUES = re.compile(rf"Unexpected values?(?:\(s\))?:? {TICKED_NAMES}{HEADER}", re.IGNORECASE)
# Names in a row, in whatever quotes; possessive, so that no text is tried twice.
NAMES = r"\[?+((?:['\"“‘]?+[A-Za-z0-9][\w.:-]{0,127}+['\"”’]?+(?:,? (?:and|or) |[,;] ?)?+)++)"
BETWEEN = ("and", "or")
QUOTED_VALUES = re.compile(rf"Unexpected values?(?:\(s\))?:? {NAMES}\]?{HEADER}", re.IGNORECASE)
UNSUPPORTED_HEADER = re.compile(
    r"\b(?:unsupported|unknown|unrecogni[sz]ed|invalid) (?:anthropic[- ])?beta (?:header|value|feature)s?"
    rf"(?:\(s\))?(?: values?)?: ?{NAMES}",
    re.IGNORECASE,
)
INVALID_FLAG = re.compile(r"\binvalid beta (?:flag|header|value)s?\b", re.IGNORECASE)
NAMED_FLAG = re.compile(rf"\binvalid beta flags?: ?{NAMES}", re.IGNORECASE)
BETA_REQUIRED = re.compile(
    r"\brequires?\b[^.\n]{0,80}\bbeta\b|\bbeta\b[^.\n]{0,40}\b(?:is|must be) (?:required|set|sent|provided|enabled)\b",
    re.IGNORECASE,
)

# Which field was refused: the group is its path. The last two are how Bedrock and Google say it.
PATH = r"(?:^|(?<=[\s\"'(]))([\w.\[\]-]+)['\"]?"
EXTRA_INPUT = (
    re.compile(PATH + r": (?:Extra inputs are|extra fields?) not permitted", re.IGNORECASE),
    re.compile(r"extraneous key \[([\w.-]+)\] is not permitted", re.IGNORECASE),
    re.compile(r"Unknown name \"([\w.\[\]-]+)\"(?: at '[\w.\[\]-]*')?: Cannot find field", re.IGNORECASE),
)
INPUT_TAG = re.compile(PATH + r": Input tag ['\"]([^'\"]+)['\"] found using ['\"]?(\w+)['\"]?", re.IGNORECASE)
INPUT_CHOICE = re.compile(PATH + r": Input should be ['\"]")
# Which field a validator found wrong.
INVALID_FIELD = re.compile(
    PATH
    + r": (?:Field required|Missing|Extra|(?:Input|String|List|Dict\w*|Tuple|Value|Number|Integer|Array|Object|URL) )",
    re.IGNORECASE,
)
HTML = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signature:
    """`beta` is the one that the wording stands for where it names none; without it, those it names. `cause` says more
    than what it means."""

    pattern: re.Pattern[str]
    means: Means
    retry: Retry
    beta: str = ""
    source: str = SEEN
    cause: "StrOrPromise" = ""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


SPENDING = _words(r"spend(?:ing)? (?:limit|cap)|specified API usage limits")
SPENT = _("A spending limit was reached; it has to be raised first.")
SIGNATURES = (
    Signature(_words(r"long context beta"), Means.ACCOUNT_GATE, Retry.NEVER, LONG_CONTEXT),
    Signature(
        _words(r"extra usage is required for (?:long|1m) context|long context requests? requires? extra usage"),
        Means.ACCOUNT_GATE, Retry.NEVER, LONG_CONTEXT,
    ),
    Signature(
        _words(
            r"not (?:yet |currently )?(?:enabled|available|enrolled|entitled|included) (?:for|in|on|to|with)"
            r" (?:this|your|the) (?:\w+ )?(?:organi[sz]ation|workspace|account|subscription|plan|tier|beta|api key)"
        ),
        Means.ACCOUNT_GATE, Retry.NEVER,
    ),
    Signature(
        _words(
            r"not enrolled in|data[- ]retention|extra usage is required"
            r"|(?:organi[sz]ation|account|workspace|subscription|plan|tier) (?:does not|doesn't)"
            r" (?:have access|include|support)"
            r"|(?:accept|agree to) the \w+(?: \w+)? terms"
        ),
        Means.ACCOUNT_GATE, Retry.NEVER,
    ),
    Signature(_words(r"credit balance is too low"), Means.ACCOUNT_GATE, Retry.NEVER),
    Signature(SPENDING, Means.RATE_LIMIT, Retry.NEVER, cause=SPENT),
)  # fmt: skip
# A status that says no more than that.
CLOSED = Signature(re.compile(""), Means.ACCOUNT_GATE, Retry.NEVER, source=DOCS_ERRORS)

CODES = (
    Signature(re.compile(rf"{NOT_ENROLLED}\Z"), Means.ACCOUNT_GATE, Retry.NEVER, source=SDK_ERRORS),
    Signature(
        re.compile(r"organization_on_hold\Z|linked_organization_"), Means.ACCOUNT_GATE, Retry.NEVER, source=SDK_ERRORS
    ),
    Signature(re.compile(r"ramp_limit_exceeded\Z"), Means.RATE_LIMIT, Retry.LATER, source=SDK_ERRORS),
    Signature(re.compile(r"\w*spend_limit_reached\Z"), Means.RATE_LIMIT, Retry.NEVER, source=SDK_ERRORS, cause=SPENT),
)

BY_STATUS = {
    401: Means.AUTHENTICATION,
    402: Means.ACCOUNT_GATE,
    403: Means.ACCOUNT_GATE,
    404: Means.INVALID_REQUEST,
    408: Means.TRANSIENT,
    409: Means.TRANSIENT,
    413: Means.INVALID_REQUEST,
    429: Means.RATE_LIMIT,
}
# For errors inside a stream, which come after a 200, and for a pasted body whose status nobody kept.
BY_TYPE = {
    "authentication_error": Means.AUTHENTICATION,
    "billing_error": Means.ACCOUNT_GATE,
    "permission_error": Means.ACCOUNT_GATE,
    "rate_limit_error": Means.RATE_LIMIT,
    "api_error": Means.TRANSIENT,
    "conflict_error": Means.TRANSIENT,
    "overloaded_error": Means.TRANSIENT,
    "timeout_error": Means.TRANSIENT,
    "invalid_request_error": Means.INVALID_REQUEST,
    "not_found_error": Means.INVALID_REQUEST,
    "request_too_large": Means.INVALID_REQUEST,
}

RETRY = {
    Means.REFUSED_BETA: Retry.WITH_FIX,
    Means.MISSING_BETA: Retry.WITH_FIX,
    Means.ACCOUNT_GATE: Retry.NEVER,
    Means.RATE_LIMIT: Retry.LATER,
    Means.TRANSIENT: Retry.LATER,
    Means.AUTHENTICATION: Retry.NEVER,
    Means.INVALID_REQUEST: Retry.NEVER,
    Means.UNKNOWN: Retry.UNKNOWN,
}

CAUSES = {
    Means.REFUSED_BETA: _("The API refused a beta without saying which."),
    Means.ACCOUNT_GATE: _("This is not open to the account that sent it."),
    Means.RATE_LIMIT: _("A limit of the account was reached."),
    Means.TRANSIENT: _("The API could not answer just then; nothing is wrong with the request."),
    Means.AUTHENTICATION: _("The key was not accepted."),
    Means.INVALID_REQUEST: _("The request itself was refused, whatever betas it names."),
    Means.UNKNOWN: _("This error is not one we know."),
}

SHOULD_RETRY = "x-should-retry"
