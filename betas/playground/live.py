"""A live answer as the browser gets it: event names of our own, JSON data, never markup."""

import json
import secrets
from collections.abc import Generator
from itertools import chain
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse

from betas import streaming
from betas.dispatch.send import Closed, Live, Opened, Received
from betas.models import Exchange
from betas.streaming import Stream
from betas.upstream.answer import text_of

COMMENT = b":\n\n"
Lives = Generator[Live, None, None]


def respond(request: HttpRequest, lives: Lives) -> StreamingHttpResponse:
    """Raises what the first step of `lives` raises, before anything is answered."""
    first = next(lives)
    return streaming.answer(request, Stream(_frames(first, lives), lives.close), content_type="text/event-stream")


def _frames(first: Live, lives: Lives) -> Generator[bytes, None, None]:
    """`opened`, a `piece` for each piece of text, a comment for each silence, `closed`."""
    for live in chain([first], lives):
        match live:
            case Opened(exchange):
                yield _opened(exchange)
            case Received():
                yield b"".join(_piece(*piece) for event in live.events if (piece := text_of(event))) or COMMENT
            case Closed():
                yield _event("closed", {})


def _opened(exchange: Exchange) -> bytes:
    """With `once`, the form's next idempotency key: sending the same again is meant from here on."""
    result = reverse("playground:result", args=[exchange.pk])
    return _event("opened", {"url": exchange.get_absolute_url(), "result": result, "once": secrets.token_hex()})


def _piece(kind: str, text: str) -> bytes:
    return _event("piece", {"kind": kind, "text": text})


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
