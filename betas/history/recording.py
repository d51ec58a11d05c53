"""One exchange while it is being sent: checkpoints, its lease, its ending."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any, Self

import django.db
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from betas import header
from betas.history import ending, rows
from betas.history.body import clean, pack
from betas.history.connections import in_passing, release
from betas.history.ending import Ending
from betas.history.redaction import received
from betas.history.rollups import Tally
from betas.models import Exchange, ExchangeBody, ExchangePart
from betas.models.choices import State
from betas.upstream.call import Failure
from betas.upstream.sse import Event, Parser

log = logging.getLogger(__name__)

CHECKPOINT_S = 1.0
CHECKPOINT_BYTES = 64 * 1024
LONG_WAIT_S = 0.5
LONGEST_NAME = 128
LONG_ANSWER = 1024 * 1024
MOST_TIMES = 100_000
RENEWALS_PER_LEASE = 4
PAUSES_S = (0.2, 1.0, 3.0, 0.0)
# Ten a stream: the ORM asks first whether the body is kept, and takes ten times as long for both.
ADD_PART = (
    f"INSERT INTO {ExchangePart._meta.db_table} (exchange_id, data, events) SELECT %s, %s, %s "  # noqa: S608
    f"FROM {ExchangeBody._meta.db_table} WHERE exchange_id = %s AND request_codec <> %s"
)


def lease() -> datetime:
    """Until when a row sent now is not taken for abandoned."""
    return timezone.now() + timedelta(seconds=settings.LEASE_S)


def sent_names(exchange: Exchange) -> list[str]:
    """The names of its header as the database keeps them, duplicates too."""
    return [clean(name, LONGEST_NAME) for name in header.split([exchange.beta_header or ""])]


def to_store(body: ExchangeBody) -> ExchangeBody:
    """The body as its project keeps it. Whoever waits for the answer has it whole all the same, this once."""
    return body if body.exchange.project.store_bodies else body.emptied()


class Recording:
    """`body` is what arrived so far. Trouble with the database is logged and never stops the answer.

    As a context manager it keeps what arrived when anything breaks before the ending is written.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.body = bytearray()
        self._parser = Parser()
        self._times: list[tuple[int, int]] = []
        self._kept_bytes = self._kept_times = 0
        self._started = self._leased_at = self._kept_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.exchange.state == State.SENDING:
            self.keep()

    def received(self, data: bytes) -> Sequence[Event]:
        """Keeps what arrived; the events of a stream that it completes.

        Call it with nothing, too, every half second or so: it renews the lease.
        """
        events = self._take(data) if data else ()
        now = time.monotonic()
        if now - self._leased_at >= settings.LEASE_S / RENEWALS_PER_LEASE:
            self._renew(now)
        if self._checkpoint_due(now):
            self.keep(durable=False)
        if now - self._started >= LONG_WAIT_S:
            release()
        return events

    def _take(self, data: bytes) -> Sequence[Event]:
        self.body += data
        events = self._parser.feed(data) if self.exchange.stream else ()
        ms = int((time.monotonic() - self._started) * 1000)
        self._times += [(event.end, ms) for event in events][: MOST_TIMES - len(self._times)]
        return events

    def finishing(self) -> None:
        """Reading a long answer takes its time: nobody shall take this exchange for abandoned meanwhile."""
        if len(self.body) > LONG_ANSWER:
            self._renew(time.monotonic())

    def _renew(self, now: float) -> None:
        self._leased_at = now
        row = Exchange.objects.filter(pk=self.exchange.pk, state=State.SENDING)
        _written(lambda: row.update(lease_until=lease()), durable=False)

    def _checkpoint_due(self, now: float) -> bool:
        fresh = len(self.body) - self._kept_bytes
        return fresh >= CHECKPOINT_BYTES or (fresh > 0 and now - self._kept_at >= CHECKPOINT_S)

    def keep(self, *, durable: bool = True) -> None:
        """A checkpoint: what arrived since the last one. None where its body is not kept, or not any more."""
        self._kept_at = time.monotonic()
        data, times = bytes(self.body[self._kept_bytes :]), self._times[self._kept_times :]
        if data and _written(lambda: self._add(data, times), durable=durable):
            self._kept_bytes += len(data)
            self._kept_times += len(times)

    def _add(self, data: bytes, times: list[tuple[int, int]]) -> None:
        """Who loses the lease may find its body emptied by retention, or erased."""
        [part] = rows.values(ExchangePart, [ExchangePart(exchange=self.exchange, data=data, events=times)])
        with connection.cursor() as cursor:
            cursor.execute(ADD_PART, [*part, part[0], ExchangeBody.GONE])

    def close(self, end: Ending) -> Exchange:
        """Writes the ending; tries again for a while, since what arrived last stands nowhere else."""
        columns = ending.columns(self.exchange, end, self._times) | {"response_bytes": len(self.body)}
        for name, value in columns.items():
            setattr(self.exchange, name, value)
        for pause in PAUSES_S:
            if _written(lambda: self._end(columns, end)):
                return self.exchange
            time.sleep(pause)
        self.keep()
        log.error("The ending of exchange %s could not be written", self.exchange.pk)
        self.exchange.state, self.exchange.failure = State.INTERRUPTED, Failure.INTERRUPTED
        return self.exchange

    def _end(self, columns: dict[str, Any], end: Ending) -> None:
        if not self._store(received(end.outcome.headers)):
            return
        names = sent_names(self.exchange)
        was_lost = self._count(names, columns)
        if self._kept_bytes:
            self.exchange.parts.all().delete()
        if names and (was_lost or self.exchange.has_failed):
            self.exchange.betas.update(is_error=self.exchange.has_failed)
            self.exchange.betas.filter(name__in=set(end.refused).intersection(names)).update(refused=True)

    def _store(self, headers: dict[str, str]) -> bool:
        """Whether its row is still there: somebody may have erased what a sweep took for lost."""
        body = self.exchange.body
        body.response, body.response_codec = pack(bytes(self.body))
        body.response_headers, body.events, body.searchable = headers, self._times, None
        names = ("response", "response_codec", "response_headers", "events", "searchable")
        kept = ExchangeBody.objects.kept().filter(pk=self.exchange.pk)
        stored = kept.update(**{name: getattr(body, name) for name in names})
        return bool(stored or ExchangeBody.objects.filter(pk=body.pk).update(response_headers=headers))

    def _count(self, names: list[str], columns: dict[str, Any]) -> bool:
        """Writes the row's columns and counts it, once. True where a sweep took it for lost and counted it as that."""
        tally, row = Tally(), Exchange.objects.filter(pk=self.exchange.pk)
        was_lost = not row.filter(state=State.SENDING).update(**columns)
        if was_lost:
            tally.add(row.get(), names, times=-1)
            row.update(**columns)
        tally.add(self.exchange, names)
        tally.write()
        return was_lost


def _written(write: Callable[[], object], *, durable: bool = True) -> bool:
    try:
        with nullcontext() if durable else in_passing(), transaction.atomic():
            write()
    except django.db.Error:
        log.warning("A write to the history failed", exc_info=True)
        release()
        return False
    return True
