"""A live answer as the browser gets it: event names of our own, JSON data, never markup."""

import json
import secrets
from collections.abc import Generator, Iterator
from itertools import chain
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse

from betas import streaming
from betas.dispatch.pieces import Piece, Pieces
from betas.dispatch.send import Closed, Live, Opened, Received
from betas.history import read
from betas.models import Exchange
from betas.streaming import Stream

COMMENT = b":\n\n"
Lives = Generator[Live, None, None]


def respond(request: HttpRequest, lives: Lives) -> StreamingHttpResponse:
    """Raises what the first step of `lives` raises, before anything is answered."""
    first = next(lives)
    return streaming.answer(request, Stream(_frames(first, lives), lives.close), content_type="text/event-stream")


def _frames(first: Live, lives: Lives) -> Generator[bytes, None, None]:
    """`opened`, a `piece` for each piece of text, a comment for each silence, `closed`."""
    pieces, shown = Pieces(), False
    for live in chain([first], lives):
        match live:
            case Opened(exchange):
                yield _opened(exchange)
            case Received(data):
                found = [_piece(piece) for piece in pieces.feed(data)]
                shown = shown or bool(found)
                yield b"".join(found) or COMMENT
            case Closed(exchange):
                yield b"".join(map(_piece, [] if shown else _whole(exchange)))
                yield _event("closed", {})


def _opened(exchange: Exchange) -> bytes:
    """With `once`, the form's next idempotency key: sending the same again is meant from here on."""
    result = reverse("playground:result", args=[exchange.pk])
    return _event("opened", {"url": exchange.get_absolute_url(), "result": result, "once": secrets.token_hex()})


def _piece(piece: Piece) -> bytes:
    kind, text = piece
    return _event("piece", {"kind": kind, "text": text})


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def _whole(exchange: Exchange) -> Iterator[Piece]:
    """The pieces of an answer that came at once: a message's blocks, or a count."""
    message = read.answer_of(exchange).message or {}
    blocks = message.get("content")
    for block in blocks if isinstance(blocks, list) else []:
        yield from _block(block if isinstance(block, dict) else {})
    if isinstance(count := message.get("input_tokens"), int):
        yield "text", str(count)


def _block(block: dict[str, Any]) -> Iterator[Piece]:
    kind = block.get("type")
    if kind in ("text", "thinking") and isinstance(block.get(kind), str):
        yield kind, block[kind]
    elif "input" in block:
        yield "input", json.dumps(block["input"], indent=2, ensure_ascii=False)
