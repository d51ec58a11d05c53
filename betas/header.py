"""One beta name and one `anthropic-beta` header: validated, split and joined here and nowhere else."""

import re
from collections.abc import Iterable

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}\Z")
MAX_HEADER_BYTES = 8192
OPTIONAL_SPACE = " \t"


class MalformedBeta(ValueError):
    """A text that cannot travel as one beta name. `name` is the text as given."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is not a beta name")
        self.name = name


def valid(name: str) -> str:
    """`name` without the space around it, fit to be sent. Raises MalformedBeta."""
    trimmed = name.strip(OPTIONAL_SPACE)
    if not NAME.match(trimmed):
        raise MalformedBeta(name)
    return trimmed


def split(lines: Iterable[str]) -> list[str]:
    """The names of a header as received: every line, in order, duplicates kept, empties dropped."""
    pieces = (piece.strip(OPTIONAL_SPACE) for line in lines for piece in line.split(","))
    return [piece for piece in pieces if piece]


def as_written(text: str) -> tuple[str, ...]:
    """The names of a raw header with the space around them, but for one behind a comma; empty ones dropped."""
    first, *others = text.split(",")
    pieces = (first, *(piece.removeprefix(" ") for piece in others))
    return tuple(piece for piece in pieces if piece.strip(OPTIONAL_SPACE))


def to_send(names: Iterable[str]) -> tuple[str, ...]:
    """Valid names in order, the first of duplicates kept. Raises MalformedBeta for the first that is none."""
    return tuple(dict.fromkeys(valid(name) for name in names))


def join(names: Iterable[str]) -> str:
    """The header's value as the official SDKs write it: commas, no space."""
    return ",".join(names)
