"""One exchange while it is being sent: checkpoints, its lease, its ending."""

import logging
import time
from collections.abc import Sequence
from typing import Any, Self

from betas import header
from betas.history import checkpoints, ending
from betas.history.body import clean, pack
from betas.history.connections import lend, release, written
from betas.history.ending import Ending
from betas.history.redaction import received
from betas.history.rollups import Tally
from betas.models import Exchange, ExchangeBody, ExchangePart
from betas.models.choices import State
from betas.upstream import answer as answers
from betas.upstream.answer import Answer, Reading, Said
from betas.upstream.call import Failure, Outcome

log = logging.getLogger(__name__)

MUCH = 64 * 1024
LONG_WAIT_S = 0.5
LONGEST_NAME = 128
MOST_TIMES = 100_000
PAUSES_S = (0.2, 1.0, 3.0, 0.0)


def sent_names(exchange: Exchange) -> list[str]:
    """The names of its header as the database keeps them, duplicates too."""
    return [clean(name, LONGEST_NAME) for name in header.split([exchange.beta_header or ""])]


def to_store(body: ExchangeBody) -> ExchangeBody:
    """The body as its project keeps it. Whoever waits for the answer has it whole all the same, this once."""
    return body if body.exchange.project.store_bodies else body.emptied()


class Recording:
    """`body` is what arrived so far. Trouble with the database is logged and never stops the answer.

    As a context manager it has what arrives kept meanwhile, and the rest when anything breaks before the ending is
    written.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.body = bytearray()
        self._reading = Reading()
        self._first_token_ms: int | None = None
        self._times: list[tuple[int, int]] = []
        self._kept_bytes = self._kept_times = 0
        self._started = self._kept_at = time.monotonic()
        self._waits_long = False

    def __enter__(self) -> Self:
        checkpoints.begin(self)
        lend()
        return self

    def __exit__(self, *error: object) -> None:
        checkpoints.end(self)
        if self.exchange.state == State.SENDING:
            self.keep()

    def received(self, data: bytes) -> Sequence[Said]:
        """Keeps what arrived; the events of a stream that it completes. Call it with nothing, too, while none comes."""
        elapsed = time.monotonic() - self._started
        if elapsed >= LONG_WAIT_S and not self._waits_long:
            self._waits_long = True
            release()
        return self._take(data, int(elapsed * 1000)) if data else ()

    def _take(self, data: bytes, ms: int) -> Sequence[Said]:
        self.body += data
        found = self._reading.feed(data) if self.exchange.stream else ()
        self._times += [(said.event.end, ms) for said in found][: MOST_TIMES - len(self._times)]
        if self._first_token_ms is None and any(said.event.name == ending.ANSWER_GROWS for said in found):
            self._first_token_ms = ms
        if len(self.body) - self._kept_bytes >= MUCH:
            checkpoints.hurry()
        return found

    def is_due(self) -> bool:
        fresh = len(self.body) - self._kept_bytes
        return fresh >= MUCH or (fresh > 0 and time.monotonic() - self._kept_at >= checkpoints.EVERY_S / 2)

    def fresh(self) -> ExchangePart | None:
        """Times first: none may be kept of an event whose bytes are not."""
        self._kept_at = time.monotonic()
        times = self._times[self._kept_times :]
        data = bytes(self.body[self._kept_bytes :])
        return ExchangePart(exchange=self.exchange, data=data, events=times) if data else None

    def kept(self, part: ExchangePart) -> None:
        self._kept_bytes += len(part.data)
        self._kept_times += len(part.events)

    def keep(self) -> None:
        """A checkpoint: what arrived since the last one."""
        checkpoints.keep([self])

    def answer(self, outcome: Outcome) -> Answer:
        """What all that was received says. Nothing is received any more."""
        body = bytes(self.body)
        if not self.exchange.stream:
            return answers.read(False, outcome, body)
        self._reading.finish()
        return self._reading.answer(outcome, body)

    def close(self, end: Ending) -> Exchange:
        """Writes the ending; tries again for a while, since what arrived last stands nowhere else."""
        checkpoints.end(self)
        columns = ending.columns(self.exchange, end, self._first_token_ms) | {"response_bytes": len(self.body)}
        for name, value in columns.items():
            setattr(self.exchange, name, value)
        for pause in PAUSES_S:
            if written(lambda: self._end(columns, end)):
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
