"""What an answer says, read from its bytes: the message, its events, its error, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from betas.upstream import tolerant
from betas.upstream.assembly import Assembly
from betas.upstream.call import Failure, Outcome
from betas.upstream.sse import Event, Parser
from betas.upstream.tolerant import Unreadable

LONGEST_WORD = 100
LONGEST_STRAY = 300
LARGEST_COUNT = 2**63 - 1
STREAM_TYPE = "text/event-stream"
LIVE = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("input", "partial_json"),
}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens by kind, None where the answer does not say."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error in the API's words. A body that is none of the API's has no type, and its first words as message."""

    type: str = ""
    message: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """`message` is the JSON object of the body, or put together from `events`, which a Reading does not give.

    `error` is there for every status from 400 on and for an error told inside a stream. `failure` and `detail` say
    what only the body shows of an answer that was whole on the wire: truncated or invalid_response.
    """

    message: Json | None = None
    events: tuple[Event, ...] = ()
    error: ErrorBody | None = None
    failure: Failure | None = None
    detail: str = ""
    text: str = ""
    usage: Usage = Usage()
    stop_reason: str = ""
    request_id: str = ""


class Said(NamedTuple):
    """An event and its JSON, None where it is none."""

    event: Event
    value: Any


def said_by(event: Event) -> Said:
    return Said(event, json_of(event.data))


class Reading:
    """The answer of a stream while it comes: each event is read once, and none is kept."""

    def __init__(self) -> None:
        self._parser, self._assembly, self._unreadable = Parser(), Assembly(), 0

    def feed(self, data: bytes) -> list[Said]:
        """The events that `data` completes."""
        found = [said_by(event) for event in self._parser.feed(data)]
        for event, value in found:
            if isinstance(value, dict):
                self._assembly.add(_kind(event, value), value)
            else:
                self._unreadable += 1
        return found

    def finish(self) -> list[Said]:
        """The event that the end left without its blank line, where it can be read. Nothing is fed any more."""
        last = self._parser.finish()
        if last is None or not isinstance(value := json_of(last.data), dict):
            return []
        self._assembly.add(_kind(last, value), value)
        return [Said(last, value)]

    def answer(self, outcome: Outcome, body: bytes) -> Answer:
        """What all that was fed says, which is `body`. Call it once, after `finish`. Raises nothing."""
        if _is_refused(outcome):
            return _plain(outcome, body)
        failure, detail = _trouble(outcome, self._parser, self._assembly, self._unreadable)
        error = _error(self._assembly.error, "") if self._assembly.error is not None else None
        return _answer(outcome, self._assembly.message(), error=error, failure=failure, detail=detail)


def read(stream: bool, outcome: Outcome, body: bytes) -> Answer:
    """The answer in `body`, whole or a part. Raises nothing. `stream` is what was asked for, not what came."""
    if not stream or _is_refused(outcome):
        return _plain(outcome, body)
    reading = Reading()
    events = tuple(said.event for said in (*reading.feed(body), *reading.finish()))
    return replace(reading.answer(outcome, body), events=events)


def _is_refused(outcome: Outcome) -> bool:
    return (outcome.status or 200) >= 400


def text_of(said: Said) -> tuple[str, str] | None:
    """What an event adds to the answer, for showing it live: ("text" | "thinking" | "input", the piece).

    A tool's call begins with ("tool", its name).
    """
    if said.event.name == "content_block_start":
        name = _word(_object(_object(said.value).get("content_block")).get("name"))
        return ("tool", name) if name else None
    if said.event.name != "content_block_delta":
        return None
    delta = _object(_object(said.value).get("delta"))
    shown = LIVE.get(_word(delta.get("type")))
    piece = delta.get(shown[1]) if shown else None
    return (shown[0], piece) if shown and isinstance(piece, str) and piece else None


def _plain(outcome: Outcome, body: bytes) -> Answer:
    given = tolerant.text(body)
    value = json_of(given)
    message = value if isinstance(value, dict) else None
    if _is_refused(outcome) or _object(message).get("type") == "error":
        return _answer(outcome, message, error=_error(message, given))
    if message is not None or outcome.state != "done":
        return _answer(outcome, message)
    if outcome.close_delimited and (not given.strip() or given.lstrip().startswith("{")):
        return _answer(outcome, None, failure=Failure.TRUNCATED, detail=_("Its JSON breaks off."))
    return _answer(outcome, None, failure=Failure.INVALID_RESPONSE, detail=_("It is no JSON object."))


def _kind(event: Event, value: Json) -> str:
    return _word(value.get("type")) or event.name


def _trouble(outcome: Outcome, parser: Parser, assembly: Assembly, unreadable: int) -> tuple[Failure | None, str]:
    """What is wrong with a stream that was whole on the wire."""
    kind = dict(outcome.headers).get("content-type", "")
    if outcome.state != "done":
        return None, ""
    if parser.overflowed:
        return Failure.INVALID_RESPONSE, _("One of its lines or events is too long.")
    if kind.partition(";")[0].strip().lower() != STREAM_TYPE and outcome.headers:
        shown = {"type": ascii(kind[:LONGEST_WORD])}
        return Failure.INVALID_RESPONSE, _("A stream was asked for and %(type)s came.") % shown
    if unreadable:
        return Failure.INVALID_RESPONSE, _("%(count)d of its events are no JSON objects.") % {"count": unreadable}
    if not assembly.complete and assembly.error is None:
        return Failure.TRUNCATED, _("Its last event, message_stop, did not come.")
    return None, ""


def _answer(
    outcome: Outcome,
    message: Json | None,
    *,
    error: ErrorBody | None = None,
    failure: Failure | None = None,
    detail: str = "",
) -> Answer:
    said = _object(message)
    return Answer(
        message=message,
        error=error,
        failure=failure,
        detail=detail,
        text=_text(said.get("content")),
        usage=_usage(_object(said.get("usage"))),
        stop_reason=_word(said.get("stop_reason")),
        request_id=_word(dict(outcome.headers).get("request-id")) or _word(said.get("request_id")),
    )


def _error(body: Json | None, given: str) -> ErrorBody:
    """Of an API error, of one that a gateway words its own way, or of a page that is no JSON at all."""
    said = _object(body)
    inner = said.get("error", said)
    if isinstance(inner, str):
        return ErrorBody(_word(said.get("type")), inner)
    found = _object(inner)
    message = next((text for name in ("message", "Message", "detail") if isinstance(text := found.get(name), str)), "")
    kind = _word(found.get("type")) if found is not said else ""
    return ErrorBody(kind or _word(found.get("code")), message or given[:LONGEST_STRAY], _object(found.get("details")))


def json_of(given: str, *, nul: bool = False) -> Any:
    """The value, None where it is no JSON or more than one could walk. With `nul`, NUL stays in it."""
    try:
        return tolerant.read(given, tolerant.HALF if nul else tolerant.UNSTORABLE)
    except Unreadable:
        return None


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return value[:LONGEST_WORD] if isinstance(value, str) else ""


def _text(content: Any) -> str:
    blocks = content if isinstance(content, list) else []
    texts = (block.get("text") for block in blocks if isinstance(block, dict) and block.get("type") == "text")
    return "".join(text for text in texts if isinstance(text, str))


def _usage(said: Json) -> Usage:
    return Usage(**{name: _count(said.get(name)) for name in Usage.__dataclass_fields__})


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= LARGEST_COUNT else None
