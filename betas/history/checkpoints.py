"""Answers are kept while they come in: one thread of each process writes for all of them, in one transaction a second.

It renews their leases as well, so that whoever sends does nothing but read and pass on.
"""

import logging
import threading
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.utils import timezone

from betas.history import rows
from betas.history.connections import release, written
from betas.models import Exchange, ExchangeBody, ExchangePart
from betas.models.choices import State

log = logging.getLogger(__name__)

EVERY_S = 1.0
RENEWALS_PER_LEASE = 4
# Who loses the lease may find its body emptied by retention, or erased.
ADD_PART = (
    f"INSERT INTO {ExchangePart._meta.db_table} (exchange_id, data, events) SELECT %s, %s, %s "  # noqa: S608
    f"FROM {ExchangeBody._meta.db_table} WHERE exchange_id = %s AND request_codec <> %s"
)


class Incoming(Protocol):
    """An answer that comes in, read by one thread and kept by another."""

    exchange: Exchange

    def is_due(self) -> bool:
        """Whether enough has come, or long enough ago, to be kept now."""

    def fresh(self) -> ExchangePart | None:
        """What came since the last part that was kept."""

    def kept(self, part: ExchangePart) -> None:
        """That part stands in the database."""


_incoming: set[Incoming] = set()
_changing, _writing = threading.Lock(), threading.Lock()
_any, _much = threading.Event(), threading.Event()


def lease() -> datetime:
    """Until when a row sent now is not taken for abandoned."""
    return timezone.now() + timedelta(seconds=settings.LEASE_S)


def begin(answer: Incoming) -> None:
    """From now on it is kept and its lease renewed. Not inside a transaction: nobody else could see its row."""
    if connection.in_atomic_block:
        return
    with _changing:
        _incoming.add(answer)
        _start()
    _any.set()


def end(answer: Incoming) -> None:
    """From now on nothing is written of it: what is being written is waited for."""
    with _changing:
        _incoming.discard(answer)
    with _writing:
        pass


def hurry() -> None:
    """Much has come at once: it shall not wait."""
    _much.set()


def keep(answers: Iterable[Incoming], *, durable: bool = True) -> None:
    """Writes what is fresh of them, nothing where a body is not kept, or not any more."""
    parts = [(answer, part) for answer in answers if (part := answer.fresh())]
    if parts and written(lambda: _add([part for _, part in parts]), durable=durable):
        for answer, part in parts:
            answer.kept(part)


def _add(parts: Sequence[ExchangePart]) -> None:
    with connection.cursor() as cursor:
        given = [[*values, values[0], ExchangeBody.GONE] for values in rows.values(ExchangePart, parts)]
        cursor.executemany(ADD_PART, given)


@cache
def _start() -> None:
    threading.Thread(target=_run, name="checkpoints", daemon=True).start()


def _run() -> None:
    renewed = 0.0
    while True:
        _any.wait()
        _much.wait(min(EVERY_S, settings.LEASE_S / RENEWALS_PER_LEASE))
        _much.clear()
        try:
            renewed = _round(renewed)
        except Exception:  # the thread must outlive whatever one round meets
            log.exception("Answers could not be kept; the next round follows")


def _round(renewed: float) -> float:
    """Keeps what is due, and renews the leases if they were not renewed lately: when they were."""
    with _writing:
        with _changing:
            answers = list(_incoming)
            if not answers:
                _any.clear()
        keep((answer for answer in answers if answer.is_due()), durable=False)
        if answers and time.monotonic() - renewed >= settings.LEASE_S / RENEWALS_PER_LEASE:
            renewed = time.monotonic()
            _renew(answers)
    release()
    return renewed


def _renew(answers: Iterable[Incoming]) -> None:
    keys = [answer.exchange.pk for answer in answers]
    sending = Exchange.objects.filter(pk__in=keys, state=State.SENDING)
    written(lambda: sending.update(lease_until=lease()), durable=False)
