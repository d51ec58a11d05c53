"""What reading gives, and how the readers say that they cannot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy

from betas.code.request import Request

MOST_PIECES = 50_000
MOST_ESCAPES = 200_000
TOO_MANY = gettext_lazy("This is made of too many pieces to be read.")
Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Reading:
    """A request with a sentence for each thing left out of it, or None and the one sentence that says why.

    `alone`: it was the body alone, and nothing said where it goes or what stands in its headers.
    """

    request: Request | None
    left_out: tuple[str, ...] = ()
    problem: str = ""
    alone: bool = False


class Unreadable(ValueError):
    """Its text is a sentence for the person who pasted."""


@dataclass(slots=True)
class Found:
    """What a reader found: the address (or its path alone), header lines in order, the body, what it left out."""

    url: str
    headers: list[tuple[str, str]]
    body: dict[str, Any]
    left_out: list[str] = field(default_factory=list)
    header_style: str = "x-api-key"
    alone: bool = False


def bounded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Raises Unreadable where it goes on and on: what people paste is long, but not in so many pieces."""
    for count, piece in enumerate(pieces):
        if count >= MOST_PIECES:
            raise Unreadable(TOO_MANY)
        yield piece


def few(text: str, signs: str) -> str:
    """`text`, unless there are so many of these signs in it that undoing them takes long. Raises Unreadable."""
    if sum(text.count(sign) for sign in signs) > MOST_ESCAPES:
        raise Unreadable(TOO_MANY)
    return text
