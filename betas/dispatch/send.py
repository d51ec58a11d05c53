"""Send and record: what playground, API, experiments and gateway share."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from threading import Event

from betas.catalogue import facts
from betas.catalogue.facts import Facts
from betas.diagnosis import added
from betas.diagnosis.doctor import Diagnosis, diagnose
from betas.dispatch import costs, turns
from betas.dispatch.places import TooManyStreams, closing, taken
from betas.dispatch.sender import Sender
from betas.history import record, verdict
from betas.history.ending import Ending
from betas.history.record import NotWritten
from betas.history.recording import Recording
from betas.models import Exchange
from betas.upstream import client
from betas.upstream.answer import Answer, Said
from betas.upstream.call import Call, Outcome

__all__ = ["Closed", "Live", "NotWritten", "Opened", "Received", "TooManyStreams", "send", "stream"]


@dataclass(frozen=True, slots=True)
class Opened:
    """The row stands; nothing has been sent yet."""

    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Received:
    """What arrived just now, and the events of a stream that it completes; empty about every half second of silence."""

    data: bytes
    events: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    exchange: Exchange


Live = Opened | Received | Closed
NEVER_SENT = Outcome(state="cancelled")


def send(call: Call, sender: Sender) -> Exchange:
    """Sends, waits, and returns the exchange as it ended. Raises as `stream` does."""
    [ended] = [live.exchange for live in stream(call, sender) if isinstance(live, Closed)]
    return ended


def stream(call: Call, sender: Sender, *, cancel: Event | None = None) -> Generator[Live, None, None]:
    """One Opened, what arrives, one Closed. Closing the generator or setting `cancel` stops the call; the part is kept.

    The first `next()` raises NotWritten or TooManyStreams, and then nothing was sent: take it before you answer.
    An idempotency key that was used before sends nothing: Opened and Closed then hold what was sent then.
    """
    with taken(sender.name):
        try:
            with record.or_not_written():
                known = facts.current()
                recording = record.open_exchange(sender.exchange(known.revision), call, client.sent_headers(call))
        except record.SentBefore as before:
            yield Opened(before.exchange)
            yield Closed(before.exchange)
        else:
            with recording:
                yield from _relayed(recording, call, sender, known, cancel or Event())


def _relayed(recording: Recording, call: Call, sender: Sender, known: Facts, cancel: Event) -> Iterator[Live]:
    pieces: Iterator[bytes | Outcome] = iter(())
    outcome = None
    try:
        yield Opened(recording.exchange)
        turns.give_back()
        pieces = client.stream(call, sender.credential, cancel=cancel)
        for piece in pieces:
            if closing.is_set():
                cancel.set()
            if isinstance(piece, Outcome):
                outcome = piece
            else:
                yield Received(piece, recording.received(piece))
    except GeneratorExit:
        cancel.set()
        _finish(recording, known, outcome or _rest(recording, pieces))
        return
    yield Closed(_finish(recording, known, outcome or NEVER_SENT))


def _rest(recording: Recording, pieces: Iterator[bytes | Outcome]) -> Outcome:
    """What a cancelled call still gives: it ends at once, and says how far it came."""
    for piece in pieces:
        if isinstance(piece, Outcome):
            return piece
        recording.received(piece)
    return NEVER_SENT


def _finish(recording: Recording, known: Facts, outcome: Outcome) -> Exchange:
    answer = recording.answer(outcome)
    diagnosis = _diagnosis(recording, known, outcome, answer)
    cost, price = costs.of(recording.exchange.model, known, answer) or (None, None)
    return recording.close(Ending(outcome, answer, diagnosis, cost, price))


def _diagnosis(recording: Recording, known: Facts, outcome: Outcome, answer: Answer) -> Diagnosis | None:
    said = verdict.told(outcome, answer, bytes(recording.body))
    if said is None:
        return None
    names, headers = verdict.names(recording.exchange), dict(outcome.headers)
    return diagnose(outcome.status, said, betas=names, facts=known, headers=headers, signatures=added.current())
