"""Texts without the keys that people leave in them."""

import re

NO_KEY = "[key removed]"
# A place for a key is none: $KEY, <key>, os.environ[…].
NAMED = re.compile(
    r"((?:x-api-key|api[_-]?key|x-goog-api-key|x-amz-security-token|(?:proxy-)?authorization|(?:set-)?cookie)"
    r"[\\\"']{0,8}\s{0,8}[:=]\s{0,8}[\\\"']{0,8}(?:(?:bearer|basic)\s{1,8})?)"
    r"(?![$<\[*{%]|os\.|process\.|bearer|basic)([^\s\"',;}\\]{8,})",
    re.IGNORECASE,
)
BEARER = re.compile(r"(\bbearer\s{1,8})([\w.~+/=-]{16,})", re.IGNORECASE)
SHAPED = re.compile(r"()(\bsk-[\w-]{12,}|\bAKIA[0-9A-Z]{16}\b|\bya29\.[\w-]{20,})")
# One of these stands in whatever the patterns find, and is looked for in a tenth of their time.
HINTS = ("api", "authorization", "cookie", "security-token", "bearer", "sk-", "akia", "ya29.")
# `apikey:` or `sk-` with the fewest characters of a key.
SHORTEST = 15


def keyless(text: str) -> tuple[str, int]:
    """The text with each key replaced by NO_KEY, and how many there were. JSON stays JSON."""
    lower = text.lower() if len(text) >= SHORTEST else ""
    if not any(hint in lower for hint in HINTS):
        return text, 0
    count = 0
    for pattern in (NAMED, BEARER, SHAPED):
        text, more = pattern.subn(rf"\g<1>{NO_KEY}", text)
        count += more
    return text, count
