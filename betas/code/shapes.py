"""Secrets that are known by how they look, or by where they stand in an address."""

import re

from betas.code.naming import NO_KEY, PLACE

# By what each begins with in lower case: that is found in a tenth of the time.
BEGINNINGS = {
    "sk-": r"sk-(?<![A-Za-z0-9]sk-)[\w-]{12,}",
    "sk_": r"sk_(?<![A-Za-z0-9]sk_)(?:live|test)_\w{12,}",
    "rk_": r"rk_(?<![A-Za-z0-9]rk_)(?:live|test)_\w{12,}",
    "akia": r"AKIA(?<![A-Za-z0-9]AKIA)[0-9A-Z]{16}(?![A-Za-z0-9])",
    "asia": r"ASIA(?<![A-Za-z0-9]ASIA)[0-9A-Z]{16}(?![A-Za-z0-9])",
    "ya29.": r"ya29\.(?<![A-Za-z0-9]ya29\.)[\w-]{20,}",
    "aiza": r"AIza(?<![A-Za-z0-9+/]AIza)[\w-]{20,}",
    **{f"gh{kind}_": rf"gh{kind}_(?<![A-Za-z0-9]gh{kind}_)[A-Za-z0-9]{{16,}}" for kind in "oprsu"},
    "github_pat_": r"github_pat_\w{16,}",
    "glpat-": r"glpat-[\w-]{16,}",
    "hf_": r"hf_(?<![A-Za-z0-9]hf_)[A-Za-z0-9]{24,}",
    "npm_": r"npm_(?<![A-Za-z0-9]npm_)[A-Za-z0-9]{30,}",
    "xox": r"xox(?<![A-Za-z0-9]xox)[a-z]-[\w-]{10,}",
    "xapp-": r"xapp-[\w-]{10,}",
    "eyj": r"eyJ(?<![A-Za-z0-9]eyJ)[\w-]{6,2048}\.[\w-]{6,}\.[\w-]*",
    "bb_": r"bb_(?<![A-Za-z0-9]bb_)[0-9a-f]{12}_[\w-]{20,}",
    "private key-----": (
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^-]|-(?!----)){1,6000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?"
    ),
}
BEARER = r"\b(?i:bearer)\s{1,8}(?P<secret>[\w.~+/=-]{16,})"
# The password in an address; a user without one only where the name looks like a key.
IN_ADDRESS = r"://[^\s/?#:@\"'<>\\]{0,256}:(?P<secret>[^\s/?#\"'<>\\]{1,512})(?=@)"
AS_USER = r"://(?P<secret>(?=[\w.~%+-]{0,256}[0-9])[\w.~%+-]{20,256})(?=@)"
SHAPES = [
    (hint, re.compile(shape))
    for hint, shape in [("bearer", BEARER), ("@", IN_ADDRESS), ("@", AS_USER), *BEGINNINGS.items()]
]
# As in naming. JSON may write a slash as \/.
HINTS = {"bearer": (), "@": ("://", ":\\/"), **dict.fromkeys(BEGINNINGS, ())}


def without(text: str) -> tuple[str, int]:
    """The text with NO_KEY in their place, and how many there were."""
    lower, count = text.lower(), 0
    for hint, shape in SHAPES:
        if hint in lower:
            text, removed = _replaced(shape, text)
            count += removed
    return text, count


def _replaced(shape: re.Pattern[str], text: str) -> tuple[str, int]:
    pieces, at = list[str](), 0
    for found in shape.finditer(text):
        start, end = found.span("secret" if "secret" in shape.groupindex else 0)
        if not PLACE.fullmatch(text[start:end]):
            pieces += [text[at:start], NO_KEY]
            at = end
    return "".join([*pieces, text[at:]]), len(pieces) // 2
