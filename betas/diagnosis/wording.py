"""Signatures that an administrator adds: made from an error's words, checked against samples before they are kept."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from betas.diagnosis.quoting import says
from betas.diagnosis.signatures import SEEN, Retry, Signature
from betas.models.choices import Means

GAP = "*"
LEAST_LETTERS = 8


def worded(text: str, means: Means, retry: Retry, beta: str = "", source: str = "") -> Signature:
    """A signature from an error's words, in any case and spacing; one `*` stands for a few words.

    Raises ValueError with a sentence for people.
    """
    if text.count(GAP) > 1:
        raise ValueError(_("Use at most one *."))
    if sum(char.isalpha() for char in text) < LEAST_LETTERS:
        raise ValueError(_("Give more of the error's own words."))
    parts = [r"\s+".join(map(re.escape, part.split())) for part in text.split(GAP)]
    return Signature(re.compile(r"[^\n]{0,80}".join(parts), re.IGNORECASE), means, retry, beta, source or SEEN)


def check(signature: Signature, samples: Iterable[str]) -> tuple[str, ...]:
    """What speaks against adding it, as sentences: a sample it does not know, a common error it would take over."""
    problems = [_("It does not recognise “%s”.") % text[:200] for text in samples if not says(signature.pattern, text)]
    for text, means in COMMON:
        if means != signature.means and says(signature.pattern, text):
            problems.append(
                _("It would take over “%(text)s”, which means %(means)s.") % {"text": text, "means": means.label}
            )
    return tuple(problems)


COMMON = (
    ("Unexpected value(s) `a-2025-01-01` for the `anthropic-beta` header.", Means.REFUSED_BETA),
    ("Unsupported beta header: a-2025-01-01", Means.REFUSED_BETA),
    ("invalid beta flag", Means.REFUSED_BETA),
    ("context_management: Extra inputs are not permitted", Means.MISSING_BETA),
    ("tools.0: Input tag 'a' found using 'type' does not match any of the expected tags: 'b'", Means.MISSING_BETA),
    ("The long context beta is not yet available for this subscription.", Means.ACCOUNT_GATE),
    ("Your credit balance is too low to access the Anthropic API.", Means.ACCOUNT_GATE),
    ("This request would exceed your organization's rate limit.", Means.RATE_LIMIT),
    ("Overloaded", Means.TRANSIENT),
    ("Internal server error", Means.TRANSIENT),
    ("invalid x-api-key", Means.AUTHENTICATION),
    ("max_tokens: Field required", Means.INVALID_REQUEST),
)
