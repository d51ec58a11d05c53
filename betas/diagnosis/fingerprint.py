"""Which errors are one error: the same words once ids, numbers and quoted values are out of them."""

import hashlib
import re
from collections.abc import Iterable

LONGEST_MESSAGE = 2000
LONGEST_NORMALISED = 500

REPLACEMENTS = (
    (re.compile(r"`[^`]*`|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)"), "'…'"),
    (re.compile(r"'…'(?:, '…')+"), "'…'"),
    (re.compile(r"\b(?:req|msg|toolu|file|org|sess)_\w+"), "<id>"),
    (re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"), "<id>"),
    (re.compile(r"\b(?=[a-f]*\d)[0-9a-f]{12,}\b"), "<id>"),
    (re.compile(r"\d+"), "N"),
    (re.compile(r"\s+"), " "),
)


def normalised(message: str) -> str:
    """The message without what differs from one occurrence to the next, at most 500 characters."""
    text = message[:LONGEST_MESSAGE]
    for pattern, replacement in REPLACEMENTS:
        text = pattern.sub(replacement, text)
    return text.strip()[:LONGEST_NORMALISED]


def fingerprint(means: str, kind: str, message: str, betas: Iterable[str], model: str) -> str:
    """16 hexadecimal digits; `message` is normalised, `betas` are the culprits in any order."""
    parts = [means, kind, message, ",".join(sorted(betas)), model]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:16]
