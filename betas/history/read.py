"""What an exchange keeps, as bytes, as text, and as the answer it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from betas.history.body import unpack
from betas.models import Exchange, ExchangeBody, ExchangePart
from betas.models.choices import State
from betas.upstream import answer as answers
from betas.upstream.answer import Answer
from betas.upstream.call import Failure, Outcome
from betas.upstream.sse import Event

UNFINISHED = (State.SENDING, State.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a stream; `at_ms` counts from the sending and is None where no arrival was noted."""

    at_ms: int | None
    name: str
    data: str


def gone(exchange: Exchange) -> str:
    """Why its bodies are not there, in a sentence; empty where they are. What is empty then says nothing."""
    body = exchange.body
    if body.request_codec != ExchangeBody.GONE:
        return ""
    if body.removed_at is None:
        return _("The bodies were not stored: this project keeps none.")
    day = {"day": date_format(timezone.localdate(body.removed_at))}
    return _("The bodies were removed on %(day)s by the retention rule.") % day


def request_text(exchange: Exchange) -> str:
    return unpack(exchange.body.request, exchange.body.request_codec).decode("utf-8", "replace")


def request_json(exchange: Exchange) -> Any:
    """None where the body is no JSON. A NUL in it stays: it is sent again, and written as code, as it was."""
    return answers.json_of(request_text(exchange), nul=True)


def response_text(exchange: Exchange) -> str:
    return response_bytes(exchange).decode("utf-8", "replace")


def response_bytes(exchange: Exchange) -> bytes:
    """What arrived, exactly; of one that has not ended, up to the last checkpoint."""
    kept = unpack(exchange.body.response, exchange.body.response_codec)
    return kept + b"".join(bytes(part.data) for part in _parts(exchange))


def times(exchange: Exchange) -> list[tuple[int, int]]:
    """End offset in the response and milliseconds since sending, for each event."""
    noted = [exchange.body.events, *(part.events for part in _parts(exchange))]
    return [(end, ms) for events in noted for end, ms in events]


def _parts(exchange: Exchange) -> list[ExchangePart]:
    return list(exchange.parts.all()) if exchange.state in UNFINISHED else []


def answer_of(exchange: Exchange) -> Answer:
    return answers.read(exchange.stream, outcome_of(exchange), response_bytes(exchange))


def outcome_of(exchange: Exchange) -> Outcome:
    """How the call ended on the wire, as far as the row says."""
    return Outcome(
        state=exchange.state,
        failure=Failure(exchange.failure) if exchange.failure else None,
        detail=exchange.failure_detail,
        status=exchange.status,
        headers=tuple(exchange.body.response_headers.items()),
        total_ms=exchange.duration_ms or 0,
        size=exchange.response_bytes,
        truncated=exchange.truncated,
    )


def events_of(exchange: Exchange, answer: Answer | None = None) -> list[Happened]:
    """`answer` is the exchange's own where it was read already."""
    arrived, read = dict(times(exchange)), answer or answer_of(exchange)
    return [Happened(arrived.get(event.end), event.name, event.data) for event in read.events]


def pieces(events: Iterable[Happened], most: int) -> list[tuple[int, str, str]]:
    """What the events added to the answer, each as milliseconds since sending, kind and text; `most` characters."""
    found: list[tuple[int, str, str]] = []
    for event in events:
        if piece := answers.text_of(answers.said_by(Event(event.name, event.data, 0))):
            found.append((event.at_ms or 0, *piece))
            most -= len(piece[1])
        if most < 0:
            break
    return found
