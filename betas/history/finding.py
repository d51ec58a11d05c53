"""The newest exchanges that fulfil conditions: quick however many there are, and honest where that takes too long.

Three ways, each tried where the one before found too little:

1. the newest WINDOW exchanges are looked at one by one (on SQLite, words: the newest that hold them);
2. where one of the conditions holds for few, an index tells those, and they are looked at: that is all there is;
3. windows of time that widen, newest first, until the page is full, the history ends, or FOR_S seconds are over.
   A page that ends there says down to when it searched, and the next one goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from time import monotonic
from uuid import UUID

from django.db import connection
from django.db.models import Q

from betas.history import indexes, words
from betas.models import Exchange
from betas.models.history import ExchangeQuerySet
from betas.models.paging import Page
from betas.models.search import first_id, moment_of, next_id

FOR_S = 0.03
# By how much the second window is wider however long the first one took, and each other at most.
SURELY, WIDER = 4, 10
WINDOW, WITH_WORDS = 2_000, 500
MILLISECOND = timedelta(milliseconds=1)
# Looking into SQLite's index for one row takes ten times as long as looking at the row.
FEW, FEW_WITH_WORDS = 5_000, 300
COUNTED = 10_000
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
        # Words last: the database looks at a row in this order, and into their index at what is left.
        self._asked = sorted(asked, key=lambda each: bool(indexes.words_asked(each)))
        self._size, self._from, self._below = size, after, after
        self._phrases = _phrases(asked)
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
            self._step((self._older(), None))
            return self._counted_by_index([self._rows.values("pk")])
        steps = self._by_words() if self._phrases else self._by_windows()
        window = next(steps)
        self._step(window)
        if self._is_full():
            return self._counted_by_index(self._parts()) or self._counted_among(window)
        if self._below is None:
            return self._counted(len(self.ids))
        few = indexes.few(self._asked, self._rows, FEW_WITH_WORDS if self._phrases else FEW)
        if few is not None:
            return self._look_at(*few)
        return self._go_on(self._by_windows() if self._are_common() else steps)

    def _are_common(self) -> bool:
        """Whether the words are in so many texts that what else is asked tells more."""
        return bool(self._phrases) and words.count(self._phrases, COUNTED + 1) > COUNTED

    def _go_on(self, steps: Iterator[Step]) -> Count | None:
        for step in steps:
            self._step(step)
            if self._is_full() or self._below is None:
                break
        by_index = self._counted_by_index(self._parts()) if self._is_full() else None
        return by_index or self._counted(len(self.ids), more=self._is_full() or self._below is not None)

    def _look_at(self, fulfilled: Q, few: list[indexes.Ids]) -> Count | None:
        others = [asked for asked in self._asked if asked is not fulfilled]
        matching = self._rows.filter(reduce(or_, (Q(pk__in=part) for part in few), Q()), *others)
        found = list(matching.order_by("-pk").values_list("pk", flat=True))
        self.ids = [pk for pk in found if self._from is None or pk < self._from][: self._size + 1]
        self._below = None
        return self._counted(len(found))

    def _counted(self, number: int, *, more: bool = False, among: int | None = None) -> Count | None:
        return None if self._from else Count(number, more, among)

    def _counted_among(self, window: Step) -> Count | None:
        """Of the newest alone; words that are asked for with something else are not counted."""
        if self._from or (self._phrases and window[1]):
            return None
        return Count(window[0].count(), among=WINDOW if window[1] else None)

    def _counted_by_index(self, parts: list[indexes.Ids]) -> Count | None:
        if self._from:
            return None
        if self._phrases and len(self._phrases) == len(self._asked):
            number = words.count(self._phrases, COUNTED + 1)
            return Count(min(number, COUNTED), more=number > COUNTED)
        return Count(*indexes.counted(parts[0], COUNTED)) if len(parts) == 1 else None

    def _parts(self) -> list[indexes.Ids]:
        """What is asked as an index knows it, where it is one thing. Counting words costs PostgreSQL too much."""
        [asked, *more] = self._asked
        return [] if more or indexes.words_in(asked) else indexes.ids(asked, self._rows) or []

    def _older(self) -> ExchangeQuerySet:
        return self._rows.filter(pk__lt=self._below) if self._below else self._rows

    def _step(self, step: Step) -> None:
        began = monotonic()
        rows, self._below = step
        wanted = self._size + 1 - len(self.ids)
        self.ids += rows.order_by("-pk").values_list("pk", flat=True)[:wanted]
        self._took = monotonic() - began

    def _by_windows(self) -> Iterator[Step]:
        older = self._older()
        low = _id_at(older, WINDOW - 1)
        yield self._window(low)
        newest, oldest = _id_at(older, 0), self._rows.order_by("pk").values_list("pk", flat=True).first()
        if low is None or newest is None or oldest is None:
            return
        span, wider = max(moment_of(newest) - moment_of(low), MILLISECOND), max(self._wider(), SURELY)
        while wider >= 1:
            span *= wider
            low = first_id(moment_of(low) - span)
            yield self._window(low if low > oldest else None)
            wider = self._wider()

    def _window(self, low: UUID | None) -> Step:
        """What was not looked at yet, from `low` on."""
        matching = self._older().filter(*(indexes.within(asked, low, self._below) for asked in self._asked))
        return (matching.filter(pk__gte=low) if low else matching), low

    def _by_words(self) -> Iterator[Step]:
        limit: float = WITH_WORDS
        others = [asked for asked in self._asked if not indexes.words_in(asked)]
        while limit >= WITH_WORDS:
            held = words.newest(self._phrases, int(limit), self._below)
            low = next_id(min(held)) if len(held) == int(limit) else None
            matching = self._older().filter(*others, pk__in=held)
            yield (matching.filter(pk__gte=low), low) if low else (matching, None)
            limit = min(limit * self._wider(), FEW)

    def _wider(self) -> float:
        """By how much the next step may be wider than the last one, to end in time."""
        return min(WIDER, (self._until - monotonic()) / max(self._took, 0.0001))


def _bounds(asked: Sequence[Q]) -> list[Q]:
    """What is asked of ids."""
    leaves = (leaf for each in asked if not each.negated and each.connector == Q.AND for leaf in each.children)
    return [Q(leaf) for leaf in leaves if isinstance(leaf, tuple) and leaf[0] in BOUNDS]


def _phrases(asked: Sequence[Q]) -> list[str]:
    """Those that SQLite's index gives newest first."""
    if connection.vendor != "sqlite":
        return []
    return [held.phrase for each in asked if (held := indexes.words_in(each))]


def _id_at(rows: ExchangeQuerySet, place: int) -> UUID | None:
    return next(iter(rows.order_by("-pk").values_list("pk", flat=True)[place : place + 1]), None)
