"""Two texts, word by word: what was taken out, what was put in, and what stayed. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

WORD = re.compile(r"\s*\S+\s*")
ADDED, REMOVED = "+", "−"
# Of words around a change; what lies further from one is folded where that hides some.
NEAR, FOLDED_FROM = 12, 40
Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """`sign` is + or −, empty for what stayed; `folded` words that stayed are left out before `text`."""

    sign: str
    text: str
    folded: int = 0


@dataclass(frozen=True, slots=True)
class WordDiff:
    """`whole` is False where more words differ than were compared."""

    pieces: list[Piece]
    whole: bool = True

    @property
    def same(self) -> bool:
        return not any(piece.sign for piece in self.pieces)


def compare(before: str, after: str, most: int) -> WordDiff:
    """Spaces and line breaks count for nothing. Of words that differ, `most` of each text are compared."""
    old, new = WORD.findall(before), WORD.findall(after)
    codes, whole = aligned([word.strip() for word in old], [word.strip() for word in new], most)
    return WordDiff(list(_pieces(codes, old, new)), whole)


def aligned(old: Sequence[Any], new: Sequence[Any], most: int) -> tuple[list[Opcode], bool]:
    """As SequenceMatcher's opcodes; what begins and ends alike costs nothing. False where `most` cut something off."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    olds, news = old[start : len(old) - end], new[start : len(new) - end]
    whole = len(olds) <= most and len(news) <= most
    found = SequenceMatcher(None, olds[:most], news[:most], autojunk=False).get_opcodes()
    codes = [("equal", 0, start, 0, start)] if start else []
    codes += [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in found]
    if end and whole:
        codes.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return codes, whole


def _alike(old: Sequence[Any], new: Sequence[Any]) -> int:
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _pieces(codes: list[Opcode], old: list[str], new: list[str]) -> Iterator[Piece]:
    for place, (tag, a, b, c, d) in enumerate(codes):
        if tag == "equal":
            yield from _stayed(new[c:d], is_first=place == 0, is_last=place == len(codes) - 1)
            continue
        if b > a:
            yield Piece(REMOVED, "".join(old[a:b]))
        if d > c:
            yield Piece(ADDED, "".join(new[c:d]))


def _stayed(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    if len(words) <= FOLDED_FROM or (is_first and is_last):
        yield Piece("", "".join(words))
        return
    head, tail = (0 if is_first else NEAR), (0 if is_last else NEAR)
    if head:
        yield Piece("", "".join(words[:head]))
    yield Piece("", "".join(words[len(words) - tail :]), folded=len(words) - head - tail)
