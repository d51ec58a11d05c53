"""A live answer as the browser gets it: event names of our own, JSON data, never markup."""

import json
import secrets
import threading
from collections.abc import Callable, Generator
from functools import wraps
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from betas import streaming
from betas.dispatch.send import Closed, Live, Opened, Received
from betas.htmx import wants_fragment
from betas.models import Exchange
from betas.streaming import Stream
from betas.upstream.answer import text_of

COMMENT = b":\n\n"
Lives = Generator[Live, None, None]
View = Callable[[HttpRequest], HttpResponseBase]

# Where two hundred begin at once, each waits for all, and so do pages and what already flows.
AT_ONCE = 4
_turns = threading.Semaphore(AT_ONCE)


def in_turn(view: View) -> View:
    """Live answers begin a few at a time, in the order they came. Who waits for a whole one takes no turn."""

    @wraps(view)
    def waited(request: HttpRequest) -> HttpResponseBase:
        if not wants_fragment(request):
            return view(request)
        with _turns:
            return view(request)

    return waited


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
