"""A live answer as the browser gets it: event names of our own, JSON data, never markup."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from betas.dispatch.pieces import Pieces
from betas.dispatch.send import Closed, Live, Opened, Received
from betas.history import read
from betas.models import Exchange

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Encoding": "identity",  # else GZipMiddleware gathers the pieces
    "X-Accel-Buffering": "no",
}
COMMENT = b":\n\n"


def respond(lives: Iterator[Live]) -> StreamingHttpResponse:
    """Raises what the first step of `lives` raises, before anything is answered."""
    first = next(lives)
    return StreamingHttpResponse(_frames(first, lives), content_type="text/event-stream", headers=HEADERS)


def _frames(first: Live, lives: Iterator[Live]) -> Iterator[bytes]:
    """`opened`, a `piece` for each piece of text, a comment for each silence, `closed`."""
    pieces = Pieces()
    shown = False
    with closing(lives):
        for live in itertools.chain([first], lives):
            match live:
                case Opened(exchange):
                    yield _opened
