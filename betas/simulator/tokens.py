"""What counts as a token here: about a word, and only ever about."""

import re
from typing import Any

PIECE = re.compile(r"\s*\S{1,8}|\s+")
ATTACHMENT = 1500


def pieces(text: str) -> list[str]:
    """The tokens of a text; joined they are the text again."""
    return PIECE.findall(text)


def weight(value: Any) -> int:
    """About how many tokens a part of a request is; base64 data counts as one attachment whatever its size."""
    if isinstance(value, str):
        return (len(value) + 3) // 4
    if isinstance(value, list):
        return sum(map(weight, value))
    if isinstance(value, dict):
        return sum(ATTACHMENT if key == "data" else weight(inner) for key, inner in value.items())
    return 1
