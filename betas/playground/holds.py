"""What a control of a page gives back exactly as it was given: anything else stays JSON."""

import json
from typing import Any

LARGEST = 2**31 - 1
LONGEST_LINE = 256
LONGEST_NUMBER = 40
BLANKS: tuple[Any, ...] = (None, "", [])


def is_line(value: object, longest: int = LONGEST_LINE) -> bool:
    """A text for one line: nothing that a browser strips from it."""
    if not isinstance(value, str) or value != value.strip():
        return False
    return 0 < len(value) <= longest and not any(ord(letter) < 32 for letter in value)


def is_word(value: object) -> bool:
    """A text of any length without white space, as an address or base64 is."""
    return isinstance(value, str) and value.split() == [value] and "\x00" not in value


def is_text(value: object) -> bool:
    """A text of several lines that is not blank. A browser has one kind of line end only."""
    return isinstance(value, str) and bool(value.strip()) and "\x00" not in value and "\r" not in value


def is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 10**LONGEST_NUMBER and len(json.dumps(value)) <= LONGEST_NUMBER


def is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def is_object(value: Any, **fits: Any) -> bool:
    """Exactly these keys, each with the value given or one that fits."""
    if not isinstance(value, dict) or value.keys() != fits.keys():
        return False
    return all(wanted(value[key]) if callable(wanted) else value[key] == wanted for key, wanted in fits.items())
