"""The newest exchanges that fulfil conditions: quick however many there are, and honest where that takes too long.

Three ways, each tried where the one before found too little:

1. the newest WINDOW exchanges are looked at one by one (on SQLite, words: the newest that hold them);
2. where one of the conditions holds for few, an index tells those, and they are looked at: that is all there is;
3. windows of time that widen, newest first, until the page is full, the history ends, or FOR_S seconds are over.
   A page that ends there says down to when it searched, and the next one goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from betas.history import words
from betas.models import Exchange, ExchangeBeta
from betas.models.history import FAILED, ExchangeQuerySet
from betas.models.paging import Page
from betas.models.search import Beside, Holds, first_id, moment_of, next_id

FOR_S = 0.03
WINDOW, WITH_WORDS, WIDER = 2_000, 500, 10
# Looking into SQLite's index for one row takes ten times as long as looking at the row.
FEW, FEW_WITH_WORDS = 5_000, 1_000
COUNTED = 10_000
INDEXES = Exchange._meta.indexes
INDEXED = {index.fields[1] for index in INDEXES if len(index.fields) > 1} - {"-id"}
INDEXED |= {field.name for field in Exchange._meta.fields if field.is_relation} - {"project"}
NAMED = [index.condition for index in INDEXES if index.condition]
BOUNDS = ("pk__gte", "pk__lt")
Step = tuple[ExchangeQuerySet, UUID | None]


@dataclass(frozen=True, slots=True)
class Count:
    """So many match, or `more`; of the newest `among` alone where that is given."""

    number: int
    more: bool = False
    among: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`searched_to` is where it stopped before the end of the history: the page's `after` goes on from there."""

    page: Page[Exchange]
    count: Count | None
    searched_to: datetime | None = None


def find(exchanges: ExchangeQuerySet, asked: Sequence[Q], *, size: int, after: UUID | None = None) -> Found:
    """A page of `exchanges` (of some projects, as a list shows them) that fulfil all that is `asked`."""
    search = _Search(exchanges.prefetch_related(None).select_related(None), asked, size, after)
    count = search.run()
    rows = list(exchanges.filter(pk__in=search.ids[:size]).order_by("-pk"))
    searched_to = moment_of(search.after) if search.after and len(search.ids) <= size else None
    return Found(Page(rows, search.after), count, searched_to)


class _Search:
    """`ids` are what is found, one more than the page takes where there are more.

    `_below` is the id from which on everything has been looked at, None where all has.
    """

    def __init__(self, exchanges: ExchangeQuerySet, asked: Sequence[Q], size: int, after: UUID | None) -> None:
        self._rows = exchanges.filter(*_bounds(asked))
        self._asked, self._size, self._from, self._below = asked, size, after, after
        self._until = monotonic() + FOR_S
        self._took = FOR_S
        self.ids: list[UUID] = []

    @property
    def after(self) -> UUID | None:
        """Where the next page begins."""
        return self.ids[self._size - 1] if self._is_full() else self._below

    def _is_full(self) -> bool:
        return len(self.ids) > self._size

    def run(self) -> Count | None:
        """How many match, where that is known and nothing newer was left out."""
        if not self._asked:
            self._step((self._older(), None), self._size + 1)
            return self._capped([self._rows.values("pk")])
        phrases = self._phrases()
        steps = self._by_words(phrases) if phrases else self._by_windows()
        self._step(next(steps), WINDOW)
        if self._below is None:
            return self._counted(len(self.ids))
        if self._is_full():
            among = None if phrases else WINDOW
            return self._counted_by_index(phrases) or self._counted(len(self.ids), more=not among, among=among)
        if few := self._few(FEW_WITH_WORDS if phrases else FEW):
            return self._look_at(few)
        for step in steps:
            self._step(step, self._size + 1)
            if self._is_full() or self._below is None:
                break
        if self._is_full() and (count := self._counted_by_index(phrases)):
            return count
        return self._counted(len(self.ids), more=self._is_full() or self._below is not None)

    def _counted(self, number: int, *, more: bool = False, among: int | None = None) -> Count | None:
        return None if self._from else Count(number, more, among)

    def _counted_by_index(self, phrases: list[str]) -> Count | None:
        """Where one index knows all that match."""
        if self._from or len(self._asked) > max(len(phrases), 1):
            return None
        if phrases:
            return _at_most(words.count(phrases, COUNTED + 1))
        [asked] = self._asked
        ids = None if _words_in(asked) else self._by_index(asked)
        return self._capped(ids) if ids else None

    def _capped(self, ids: "list[QuerySet[Any, Any]]") -> Count | None:
        return None if self._from else _at_most(sum(each[: COUNTED + 1].count() for each in ids))

    def _older(self) -> ExchangeQuerySet:
        return self._rows.filter(pk__lt=self._below) if self._below else self._rows

    def _step(self, step: Step, most: int) -> None:
        began = monotonic()
        rows, self._below = step
        self.ids += self._matching(rows, most)
        self._took = monotonic() - began

    def _matching(self, rows: ExchangeQuerySet, most: int) -> list[UUID]:
        return list(rows.order_by("-pk").values_list("pk", flat=True)[:most])

    def _by_windows(self) -> Iterator[Step]:
        older = self._older()
        low = _id_at(older, WINDOW - 1)
        matching = older.filter(*self._asked)
        yield (matching.filter(pk__gte=low), low) if low else (matching, None)
        newest, oldest = _id_at(older, 0), self._rows.order_by("pk").values_list("pk", flat=True).first()
        if low is None or newest is None or oldest is None:
            return
        span = moment_of(newest) - moment_of(low)
        while (wider := self._wider()) >= 1:
            span *= wider
            low = first_id(moment_of(low) - span)
            matching = self._older().filter(*self._asked)
            yield (matching.filter(pk__gte=low), low) if low > oldest else (matching, None)

    def _wider(self) -> float:
        """By how much the next step may be wider than the last one, to end in time."""
        return min(WIDER, (self._until - monotonic()) / max(self._took, 0.0001))

    def _by_words(self, phrases: list[str]) -> Iterator[Step]:
        limit: float = WITH_WORDS
        others = [asked for asked in self._asked if not _words_in(asked)]
        while limit >= WITH_WORDS:
            held = words.newest(phrases, int(limit), self._below)
            low = next_id(min(held)) if len(held) == int(limit) else None
            matching = self._older().filter(*others, pk__in=held)
            yield (matching.filter(pk__gte=low), low) if low else (matching, None)
            limit = min(limit * self._wider(), FEW)

    def _phrases(self) -> list[str]:
        """Those that SQLite's index gives newest first."""
        if connection.vendor != "sqlite":
            return []
        return [each.phrase for asked in self._asked if (each := _words_in(asked))]

    def _few(self, most: int) -> Q | None:
        """A condition that is asked for and holds for few, as their ids; words last, since they cost most."""
        found = [(asked, ids) for asked in self._asked if (ids := self._by_index(asked))]
        for with_words in (False, True):
            counted = [
                (sum(each[: most + 1].count() for each in ids), ids)
                for asked, ids in found
                if bool(_words_in(asked)) == with_words
            ]
            number, least = min(counted, key=lambda pair: pair[0], default=(most + 1, []))
            if number <= most:
                return reduce(or_, (Q(pk__in=each[: most + 1]) for each in least), Q())
        return None

    def _look_at(self, few: Q) -> Count | None:
        matching = self._matching(self._rows.filter(few, *self._asked), FEW)
        self.ids = [pk for pk in matching if self._from is None or pk < self._from][: self._size + 1]
        self._below = None
        return self._counted(len(matching))

    def _by_index(self, asked: Any) -> "list[QuerySet[Any, Any]] | None":
        """Ids that fulfil a condition, from an index that knows them; None where only looking at each row tells."""
        if isinstance(asked, Beside):
            return None if self._by_words_alone(asked) else [self._narrowed(asked).values("exchange")]
        if isinstance(asked, tuple):
            return [self._rows.filter(asked).values("pk")] if asked[0].partition("__")[0] in INDEXED else None
        if asked in NAMED:
            return [self._rows.filter(asked).values("pk")]
        if asked.negated or not asked.children:
            return None
        each = [self._by_index(child) for child in asked.children]
        if asked.connector == Q.OR or len(each) == 1:
            return None if None in each else [ids for some in each for ids in some or []]
        return [self._rows.filter(asked).values("pk")] if any(each) else None

    def _by_words_alone(self, asked: Beside) -> bool:
        return isinstance(asked, Holds) and connection.vendor == "sqlite"

    def _narrowed(self, asked: Beside) -> "QuerySet[Any, Any]":
        """A beta's row knows the model and whether it went wrong: what else is asked narrows it at once."""
        rows = asked.rows
        if rows.model is ExchangeBeta:
            rows = rows.filter(is_error=True) if FAILED in self._asked else rows
            for other in self._asked:
                if not other.negated and [child[0] for child in other.children if isinstance(child, tuple)] == [
                    "model__in"
                ]:
                    rows = rows.filter(other)
        return rows


def _bounds(asked: Sequence[Q]) -> list[Q]:
    """What is asked of ids."""
    leaves = (leaf for each in asked if not each.negated and each.connector == Q.AND for leaf in each.children)
    return [Q(leaf) for leaf in leaves if isinstance(leaf, tuple) and leaf[0] in BOUNDS]


def _words_in(asked: Q) -> Holds | None:
    """The words that a condition asks for, where it asks for nothing else."""
    [first, *more] = asked.children or [None]
    return first if isinstance(first, Holds) and not more and not asked.negated else None


def _id_at(rows: ExchangeQuerySet, place: int) -> UUID | None:
    return next(iter(rows.order_by("-pk").values_list("pk", flat=True)[place : place + 1]), None)


def _at_most(number: int) -> Count:
    return Count(min(number, COUNTED), more=number > COUNTED)
