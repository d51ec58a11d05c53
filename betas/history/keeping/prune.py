"""Applies the retention in transactions so short that nobody who writes meanwhile notices."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from itertools import accumulate, takewhile
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from betas.history.keeping import rules
from betas.history.keeping.rules import Due
from betas.models import Chore, Exchange, ExchangeBody, ExchangePart, ExchangeText
from betas.models.history import ExchangeQuerySet

LEASE, AGAIN_IN = timedelta(minutes=10), timedelta(hours=1)
RENEW_S = 60
# SQLite has one writer at a time: how long we are that, and how much may wait in one transaction until it is known.
SHORT_S, FIRST_ROWS, MOST_ROWS, MOST_BYTES = 0.02, 10, 500, 1_000_000
MOST_COUNTED = 10_000
# What holds an exchange's content beside its row and its body, and goes with the body.
CONTENT = (ExchangePart, ExchangeText)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many rows went, with all that belongs to them, and how many bodies whose row stays."""

    rows: int = 0
    bodies: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        return replace(self, rows=self.rows + other.rows, bodies=self.bodies + other.bodies)


def run(*, only_if_due: bool = False) -> Pruned | None:
    """Prunes to the end. None where another process does, or where it was done within the hour and is asked about."""
    if not Chore.objects.claim(Chore.PRUNE, LEASE, only_if_due=only_if_due):
        return None
    total, renewed = Pruned(), time.monotonic()
    for pruned in prune():
        total += pruned
        if time.monotonic() - renewed > RENEW_S:
            Chore.objects.renew(Chore.PRUNE, LEASE)
            renewed = time.monotonic()
    Chore.objects.done(Chore.PRUNE, asdict(total), again_in=AGAIN_IN)
    return total


def counted() -> Pruned:
    """What would go now, of each rule at most one more than MOST_COUNTED counted."""
    most = MOST_COUNTED + 1
    found = [Pruned(due.due_rows()[:most].count(), due.due_bodies()[:most].count()) for due in rules.due()]
    return sum(found, Pruned())


def prune() -> Iterator[Pruned]:
    """Transaction by transaction."""
    with _unwiped():
        for due in rules.due():
            for count in _in_batches(due.due_rows(), _delete):
                yield Pruned(rows=count)
            for count in _in_batches(_with_bodies(due), _empty):
                yield Pruned(bodies=count)


@contextmanager
def _unwiped() -> Iterator[None]:
    """SQLite as Debian builds it overwrites what it frees: 0.2 s for a body of 32 MB, in which nobody else writes.

    Compacting does that for all of it.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        (before,) = cursor.fetchone()
        cursor.execute("PRAGMA secure_delete = FAST")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA secure_delete = {before}")


def _with_bodies(due: Due) -> ExchangeQuerySet:
    return Exchange.objects.filter(pk__in=due.due_bodies().values("exchange"))


def _in_batches(exchanges: ExchangeQuerySet, act: Callable[[list[UUID]], int]) -> Iterator[int]:
    """As many at once as take SHORT_S, and after each batch time for others to write."""
    after, size = UUID(int=0), FIRST_ROWS
    while batch := _next(exchanges.filter(pk__gt=after), size):
        with transaction.atomic():
            start = time.monotonic()
            count = act(batch)
        took = time.monotonic() - start
        yield count
        after, size = batch[-1], max(1, size // 2) if took > SHORT_S else min(2 * size, MOST_ROWS)
        time.sleep(max(took, SHORT_S))


def _next(exchanges: ExchangeQuerySet, size: int) -> list[UUID]:
    """The oldest, and no more of them than have MOST_BYTES together, or one."""
    stored = Coalesce(Length("body__request") + Length("body__response"), 0)
    rows = list(exchanges.order_by("pk").values_list("pk", stored)[:size])
    fit = takewhile(lambda total: total <= MOST_BYTES, accumulate(length for _pk, length in rows))
    return [pk for pk, _length in rows[: max(1, len(list(fit)))]]


def _delete(ids: list[UUID]) -> int:
    """A star that was set meanwhile counts."""
    _total, by_model = Exchange.objects.filter(pk__in=ids, starred=False).delete()
    return by_model.get(Exchange._meta.label, 0)


def _empty(ids: list[UUID]) -> int:
    """The beginning of the prompt, by which lists name an exchange, goes with the body it is from."""
    rows = Exchange.objects.filter(pk__in=ids, starred=False)
    for model in CONTENT:
        model._default_manager.filter(exchange__in=rows).delete()
    gone = {"request": b"", "response": b"", "events": [], "removed_at": timezone.now(), "searchable": True}
    codecs = {"request_codec": ExchangeBody.GONE, "response_codec": ExchangeBody.GONE}
    count = ExchangeBody.objects.filter(exchange__in=rows).update(**gone, **codecs)
    rows.update(preview="")
    return count
