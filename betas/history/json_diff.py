"""Two JSON values, path by path: what changed, and what stayed. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from betas.history.body import clean
from betas.history.tree import path_of
from betas.history.word_diff import ADDED, REMOVED, Piece, aligned, compare

MOST_CHANGES, MOST_WORDS, MOST_ITEMS = 100, 300, 300
LONGEST = 2_000
MOST_VALUES, DEEPEST = 20_000, 100
MISSING = object()


@dataclass(frozen=True, slots=True)
class Change:
    """`sign` is + or − where the path came or went, ± where its value changed; `whole` False where that was cut."""

    path: str
    sign: str
    pieces: list[Piece]
    whole: bool = True


@dataclass(slots=True)
class Difference:
    """`more` changes are left out; `same` are the paths of values that stayed."""

    changes: list[Change] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    more: int = 0


def is_too_large(value: Any) -> bool:
    """More values, or deeper ones, than a page compares."""
    waiting, count = [(value, 0)], 0
    while waiting:
        found, depth = waiting.pop()
        count += 1
        if count > MOST_VALUES or depth > DEEPEST:
            return True
        if isinstance(found, dict | list):
            waiting += [(each, depth + 1) for each in (found.values() if isinstance(found, dict) else found)]
    return False


def compared(before: Any, after: Any) -> Difference:
    """Call for values that are not too large."""
    found = Difference()
    for path, old, new in _leaves("", before, after):
        if type(old) is type(new) and old == new:
            found.same.append(path)
        elif len(found.changes) < MOST_CHANGES:
            found.changes.append(change(path, old, new))
        else:
            found.more += 1
    return found


def change(path: str, old: Any, new: Any) -> Change:
    """Of texts the words that differ, of anything else both values."""
    if isinstance(old, str) and isinstance(new, str):
        words = compare(clean(old), clean(new), MOST_WORDS)
        return Change(path, "±", [_short(piece) for piece in words.pieces], words.whole)
    values = [(sign, value) for sign, value in ((REMOVED, old), (ADDED, new)) if value is not MISSING]
    pieces = [_short(Piece(sign, _written(value))) for sign, value in values]
    return Change(path, values[0][0] if len(values) == 1 else "±", pieces)


def _leaves(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _leaves(path_of(path, key, old), old.get(key, MISSING), new.get(key, MISSING))
    elif isinstance(old, list) and isinstance(new, list):
        for at, one, other in _pairs(old, new):
            yield from _leaves(path_of(path, str(at), old), one, other)
    else:
        yield path, old, new


def _pairs(old: list[Any], new: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Members beside each other, by what they hold: one that was put in first does not change all the others."""
    codes, whole = aligned(_keys(old), _keys(new), MOST_ITEMS)
    if not whole:
        codes = [("replace", 0, len(old), 0, len(new))]
    for _tag, a, b, c, d in codes:
        for at, (one, other) in enumerate(zip_longest(old[a:b], new[c:d], fillvalue=MISSING)):
            yield (a if other is MISSING else c) + at, one, other


def _keys(members: list[Any]) -> list[str]:
    return [json.dumps(each, sort_keys=True) for each in members]


def _written(value: Any) -> str:
    return clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1))


def _short(piece: Piece) -> Piece:
    text = piece.text if len(piece.text) <= LONGEST else f"{piece.text[:LONGEST]}…"
    return Piece(piece.sign, text, piece.folded)
