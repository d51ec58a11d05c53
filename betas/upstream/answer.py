"""What an answer says, read from its bytes: the message, its events, its error, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
    """`message` is the JSON object of the body, or put together from `events`.

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


def read(stream: bool, outcome: Outcome, body: bytes) -> Answer:
    """The answer in `body`, whole or a part. Raises nothing. `stream` is what was asked for, not what came."""
    refused = (outcome.status or 200) >= 400
    return _streamed(outcome, body) if stream and not refused else _plain(outcome, body, refused)


def text_of(event: Event) -> tuple[str, str] | None:
    """What an event adds to the answer, for showing it live: ("text" | "thinking" | "input", the piece).

    A tool's call begins with ("tool", its name).
    """
    if event.name == "content_block_start":
        name = _word(_object(_object(json_of(event.data)).get("content_block")).get("name"))
        return ("tool", name) if name else None
    if event.name != "content_block_delta":
        return None
    delta = _object(_object(json_of(event.data)).get("delta"))
    shown = LIVE.get(_word(delta.get("type")))
    piece = delta.get(shown[1]) if shown else None
    return (shown[0], piece) if shown and isinstance(piece, str) and piece else None


def _plain(outcome: Outcome, body: bytes, refused: bool) -> Answer:
    given = tolerant.text(body)
    value = json_of(given)
    message = value if isinstance(value, dict) else None
    if refused or _object(message).get("type") == "error":
        return _answer(outcome, message, error=_error(message, given))
    if message is not None or outcome.state != "done":
        return _answer(outcome, message)
    if outcome.close_delimited and (not given.strip() or given.lstrip().startswith("{")):
        return _answer(outcome, None, failure=Failure.TRUNCATED, detail=_("Its JSON breaks off."))
    return _answer(outcome, None, failure=Failure.INVALID_RESPONSE, detail=_("It is no JSON object."))


def _streamed(outcome: Outcome, body: bytes) -> Answer:
    parser, assembly = Parser(), Assembly()
    events, unreadable = parser.feed(body), 0
    for event in events:
        value = json_of(event.data)
        if isinstance(value, dict):
            assembly.add(_kind(event, value), value)
        else:
            unreadable += 1
    last = parser.finish()
    if last and isinstance(value := json_of(last.data), dict):
        assembly.add(_kind(last, value), value)
        events.append(last)
    failure, detail = _trouble(outcome, parser, assembly, unreadable)
    error = _error(assembly.error, "") if assembly.error is not None else None
    return _answer(outcome, assembly.message(), tuple(events), error=error, failure=failure, detail=detail)


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
    events: tuple[Event, ...] = (),
    *,
    error: ErrorBody | None = None,
    failure: Failure | None = None,
    detail: str = "",
) -> Answer:
    said = _object(message)
    return Answer(
        message=message,
        events=events,
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
