"""What may be given away of an exchange: its bytes and headers without keys."""

from dataclasses import dataclass, replace
from datetime import datetime

from betas.code.keyless import keyless
from betas.history import read, redaction
from betas.history.body import pack, unpack
from betas.history.redaction import HIDDEN
from betas.models import Exchange, ExchangeBody
from betas.upstream.sse import Parser

Times = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Given:
    """`removed` is how many keys were taken out. `times` are those of ExchangeBody.events, at their new ends.

    `gone` where the bodies are empty because they are not kept, since `removed_at` or from the first.
    """

    request: bytes
    request_headers: dict[str, str]
    response: bytes
    response_headers: dict[str, str]
    times: Times
    removed: int
    gone: bool = False
    removed_at: datetime | None = None

    @classmethod
    def of(cls, exchange: Exchange) -> "Given":
        """`exchange` has its body and, where it broke off, its parts."""
        body, arrived = exchange.body, read.response_bytes(exchange)
        given = cls.without_keys(
            unpack(body.request, body.request_codec), body.request_headers, arrived, body.response_headers,
            read.times(exchange),
        )  # fmt: skip
        return replace(given, gone=bool(read.gone(exchange)), removed_at=body.removed_at)

    @classmethod
    def without_keys(
        cls, request: bytes, sent: dict[str, str], response: bytes, received: dict[str, str], times: Times
    ) -> "Given":
        shown, first = without_keys(request)
        answer, second = without_keys(response)
        sent, third = _headers(redaction.sent(sent))
        received, fourth = _headers(redaction.received(received.items()))
        kept = moved(answer, times) if second else times
        return cls(shown, sent, answer, received, kept, first + second + third + fourth)

    def as_body(self) -> ExchangeBody:
        request, request_codec = pack(self.request)
        response, response_codec = pack(self.response)
        body = ExchangeBody(
            request=request, request_codec=request_codec, request_headers=self.request_headers,
            response=response, response_codec=response_codec, response_headers=self.response_headers,
            events=self.times, removed_at=self.removed_at,
        )  # fmt: skip
        return body.emptied() if self.gone else body


def without_keys(data: bytes) -> tuple[bytes, int]:
    """Bytes that are no text keep what is none of a key's characters."""
    try:
        text, encoding = data.decode(), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    shown, removed = keyless(text)
    return (shown.encode(encoding), removed) if removed else (data, 0)


def _headers(headers: dict[str, str]) -> tuple[dict[str, str], int]:
    found = {name: keyless(value) if value != HIDDEN else (value, 0) for name, value in headers.items()}
    return {name: value for name, (value, _keys) in found.items()}, sum(keys for _value, keys in found.values())


def moved(response: bytes, times: Times) -> Times:
    """The times of the same events in a response whose keys are gone, and so its events' old ends."""
    return [(event.end, ms) for event, (_end, ms) in zip(Parser().feed(response), times, strict=False)]
