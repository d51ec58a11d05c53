"""An exchange as JSON, and a group of errors."""

from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from betas.api.reading import loads, writable
from betas.api.shapes import moment, money, stated
from betas.history import causes, read
from betas.history.read import Happened
from betas.models import Exchange
from betas.upstream.answer import Answer


class ErrorShape(TypedDict):
    """What the API said. An upstream that gave no whole answer said nothing: see `failure`."""

    type: str | None
    message: str
    means: str | None


class UsageShape(TypedDict):
    input_tokens: int | None
    output_tokens: int | None
    cache_creation_input_tokens: int | None
    cache_read_input_tokens: int | None


class ExchangeShape(TypedDict):
    id: str
    created_at: str
    source: str
    parent: str | None
    upstream: str
    simulated: bool
    path: str
    model: str | None
    api_version: str
    stream: bool
    betas: list[str]
    beta_header: str | None
    state: str
    status: int | None
    failure: str | None
    error: ErrorShape | None
    refused_betas: list[str]
    request_id: str | None
    stop_reason: str | None
    duration_ms: int | None
    first_token_ms: int | None
    usage: UsageShape | None
    cost: str | None


class RequestShape(TypedDict):
    """As it went out: `text` is the exact body, `body` the same as JSON. Headers that may be secret are hidden."""

    headers: dict[str, str]
    body: Any
    text: str | None


class ResponseShape(TypedDict):
    """As it came: of a stream, `text` is the raw events and `body` the message put together from them."""

    headers: dict[str, str]
    body: Any
    text: str | None
    truncated: bool


class EventShape(TypedDict):
    """`at_ms` counts from sending; `data` is JSON, or the text where it is none."""

    at_ms: int | None
    event: str
    data: Any


class BodiesGone(TypedDict, total=False):
    """Only where the bodies are not kept, and says why: then every `text` and `body` is null."""

    bodies_gone: str


class ExchangeDetail(ExchangeShape, BodiesGone):
    """`response` is null where nothing came; `children` are the ids of what was sent again from this."""

    request: RequestShape
    response: ResponseShape | None
    events: list[EventShape]
    children: list[str]


class GroupShape(TypedDict):
    """`type` is the error's, or the failure where no whole answer came; `betas` are the culprits it names."""

    fingerprint: str
    type: str | None
    means: str | None
    message: str
    betas: list[str]
    model: str | None
    count: int
    first_seen: str
    last_seen: str


def exchange_shape(exchange: Exchange) -> ExchangeShape:
    """Needs the exchange's `betas`."""
    uses = list(exchange.betas.all())
    return ExchangeShape(
        id=str(exchange.pk),
        created_at=moment(exchange.created_at),
        source=exchange.source,
        parent=str(exchange.parent_id) if exchange.parent_id else None,
        upstream=exchange.upstream_name,
        simulated=exchange.simulated,
        path=exchange.path,
        model=stated(exchange.model),
        api_version=exchange.api_version,
        stream=exchange.stream,
        betas=[use.name for use in uses],
        beta_header=exchange.beta_header,
        state=exchange.state,
        status=exchange.status,
        failure=stated(exchange.failure),
        error=_error(exchange),
        refused_betas=[use.name for use in uses if use.refused],
        request_id=stated(exchange.request_id),
        stop_reason=stated(exchange.stop_reason),
        duration_ms=exchange.duration_ms,
        first_token_ms=exchange.first_token_ms,
        usage=_usage(exchange),
        cost=money(exchange.cost),
    )


def exchange_detail(exchange: Exchange) -> ExchangeDetail:
    """Needs the exchange's `betas` and `body`."""
    children, answer = exchange.children.order_by("pk").values_list("pk", flat=True), read.answer_of(exchange)
    return {
        **exchange_shape(exchange),
        **_gone(exchange),
        "request": _request(exchange),
        "response": _response(exchange, answer),
        "events": [_event(happened) for happened in read.events_of(exchange, answer)],
        "children": [str(child) for child in children],
    }


def _gone(exchange: Exchange) -> BodiesGone:
    why = read.gone(exchange)
    return {"bodies_gone": why} if why else {}


def group_shape(newest: Exchange, *, count: int, first: datetime, last: datetime) -> GroupShape:
    """Needs the `betas` of the group's newest exchange."""
    return GroupShape(
        fingerprint=newest.fingerprint,
        type=stated(newest.error_type or newest.failure),
        means=stated(newest.error_means),
        message=newest.error_normalised or causes.cause(newest),
        betas=[use.name for use in newest.betas.all() if use.refused],
        model=stated(newest.model),
        count=count,
        first_seen=moment(first),
        last_seen=moment(last),
    )


def _error(exchange: Exchange) -> ErrorShape | None:
    if not (exchange.error_type or exchange.error_means):
        return None
    return ErrorShape(
        type=stated(exchange.error_type), message=exchange.error_message, means=stated(exchange.error_means)
    )


def _usage(exchange: Exchange) -> UsageShape | None:
    usage = UsageShape(
        input_tokens=exchange.input_tokens,
        output_tokens=exchange.output_tokens,
        cache_creation_input_tokens=exchange.cache_creation_input_tokens,
        cache_read_input_tokens=exchange.cache_read_input_tokens,
    )
    return usage if any(count is not None for count in usage.values()) else None


def _request(exchange: Exchange) -> RequestShape:
    headers = exchange.body.request_headers
    if read.gone(exchange):
        return RequestShape(headers=headers, body=None, text=None)
    text = read.request_text(exchange)
    return RequestShape(headers=headers, body=_json(text), text=text)


def _response(exchange: Exchange, answer: Answer) -> ResponseShape | None:
    text = read.response_text(exchange)
    if exchange.status is None and not text:
        return None
    headers = exchange.body.response_headers
    if read.gone(exchange):
        return ResponseShape(headers=headers, body=None, text=None, truncated=exchange.truncated)
    return ResponseShape(
        headers=headers,
        body=answer.message if writable(answer.message) else None,
        text=text,
        truncated=exchange.truncated,
    )


def _event(happened: Happened) -> EventShape:
    return EventShape(at_ms=happened.at_ms, event=happened.name, data=_json(happened.data, happened.data))


def _json(text: str, otherwise: str | None = None) -> Any:
    """What the text says as JSON that can be written again, else `otherwise`."""
    try:
        return loads(text)
    except ValueError:
        return otherwise
