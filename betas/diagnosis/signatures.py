"""What errors look like: patterns and tables. A new wording is a new line; every pattern runs in linear time."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from betas.models.choices import Means

NOT_ENROLLED = "organization_not_enrolled_in_beta"
LONG_CONTEXT = "context-1m-2025-08-07"


class Retry(StrEnum):
    WITH_FIX = "with_fix"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


# Back-ticked text is data: a value crafted to look like another error must not be read as one.
TICKED = re.compile(r"`([^`]+)`")
UNEXPECTED_VALUES = re.compile(r"Unexpected value\(s\) ((?:`[^`]+`(?:, )?)+) for the `anthropic-beta` header")
UNSUPPORTED_HEADER = re.compile(r"unsupported beta header(?:\(s\))?: (.+)", re.IGNORECASE)
INVALID_FLAG = re.compile(r"invalid beta flag", re.IGNORECASE)
PATH = r"(?:^|(?<=[\s\"(]))([\w.\[\]-]+)"
EXTRA_INPUT = re.compile(PATH + r": Extra inputs are not permitted")
INPUT_TAG = re.compile(PATH + r": Input tag '([^']+)' found using '(\w+)'")
INPUT_CHOICE = re.compile(PATH + r": Input should be '")
HTML = re.compile(r"\s*<(?:!doctype|html|head|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signature:
    """`beta` is the one that the wording stands for where it names none; without it, those it names."""

    pattern: re.Pattern[str]
    means: Means
    retry: Retry
    beta: str = ""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


SIGNATURES = (
    Signature(_words(r"long context beta"), Means.ACCOUNT_GATE, Retry.NEVER, LONG_CONTEXT),
    Signature(
        _words(r"extra usage is required for long context"), Means.ACCOUNT_GATE, Retry.NEVER, LONG_CONTEXT
    ),
    Signature(
        _words(r"not (?:yet )?(?:enabled|available|enrolled) (?:for|in|on) (?:this|your|the) \w+"),
        Means.ACCOUNT_GATE,
        Retry.NEVER,
    ),
    Signature(_words(r"not enrolled in|data[- ]retention"), Means.ACCOUNT_GATE, Retry.NEVER),
    Signature(_words(r"credit balance is too low"), Means.ACCOUNT_GATE, Retry.NEVER),
    Signature(_words(r"spend(?:ing)? (?:limit|cap)|specified API usage limits"), Means.RATE_LIMIT, Retry.NEVER),
)  # fmt: skip

CODES = (
    Signature(re.compile(rf"{NOT_ENROLLED}\Z"), Means.ACCOUNT_GATE, Retry.NEVER),
    Signature(re.compile(r"organization_on_hold\Z|linked_organization_"), Means.ACCOUNT_GATE, Retry.NEVER),
    Signature(re.compile(r"ramp_limit_exceeded\Z"), Means.RATE_LIMIT, Retry.LATER),
    Signature(re.compile(r"\w*spend_limit_reached\Z"), Means.RATE_LIMIT, Retry.NEVER),
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
# For errors inside a stream, which come after a 200.
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

# The first that is found names the platform; LiteLLM stands in front of another.
LITELLM = re.compile(r"Received Model Group=|litellm", re.IGNORECASE)
PLATFORMS = (
    ("vertex", re.compile(r"req_vrtx_|INVALID_ARGUMENT")),
    ("bedrock", re.compile(r"invalid beta flag|ValidationException|Bedrock|returned the following errors")),
    ("copilot", re.compile(r"unsupported beta header\(s\)")),
    ("claude_api", re.compile(r"\"type\"\s*:\s*\"error\"")),
)
