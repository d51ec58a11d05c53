"""One tab of an exchange: its answer, JSON, events or headers, as the templates need it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from betas.history import as_code, blocks, markdown, read, tree
from betas.history.blocks import Block
from betas.history.body import clean
from betas.history.look import Look, Side, Tab
from betas.history.read import Happened
from betas.history.tree import Node
from betas.models import Exchange
from betas.upstream.answer import Answer

MOST_CHARACTERS = 200_000
MOST_EVENTS = 500
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of a text, and whether that is all of it."""

    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Body:
    """One side's body: a tree where it is JSON, else its beginning."""

    side: Side
    root: Node | None
    stray: Excerpt | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A block, and its text as markup where that was asked for."""

    block: Block
    markup: SafeString | None = None


def panel(exchange: Exchange, answer: Answer, look: Look) -> Context:
    """`gone` says why there is nothing to show in a tab that shows bodies."""
    missing = read.gone(exchange) if look.tab != Tab.HEADERS else ""
    shown = {} if missing else PANELS[look.tab](exchange, answer, look)
    return {"look": look, "tabs": Tab.choices, "tab": look.tab, "gone": missing, **shown}


def _answer(exchange: Exchange, answer: Answer, look: Look) -> Context:
    shown = blocks.shown(answer)
    return {
        "entries": [_entry(block, look.markdown) for block in shown.blocks],
        "sources": shown.sources,
        "whole": shown.whole,
        "has_text": any(block.look == "text" for block in shown.blocks),
        "stray": None if shown.blocks else excerpt(read.response_text(exchange)),
    }


def _entry(block: Block, as_markdown: bool) -> Entry:
    text = blocks.plain(block.runs)
    short = as_markdown and block.look == "text" and len(text) <= markdown.LONGEST
    return Entry(block, markdown.rendered(text) if short else None)


def _json(exchange: Exchange, answer: Answer, look: Look) -> Context:
    values = {
        Side.REQUEST: (read.request_json, read.request_text),
        Side.RESPONSE: (lambda exchange: answer.message, read.response_text),
    }
    return {"bodies": [_body(side, exchange, *values[side], look) for side in look.sides]}


def _body(
    side: Side, exchange: Exchange, value: Callable[[Exchange], Any], text: Callable[[Exchange], str], look: Look
) -> Body:
    found = value(exchange)
    if found is None:
        return Body(side, None, excerpt(text(exchange)))
    try:
        return Body(side, tree.grow(found, look.at, look.start), None)
    except LookupError:
        return Body(side, tree.grow(found), None)


def _events(exchange: Exchange, answer: Answer, look: Look) -> Context:
    events = read.events_of(exchange, answer)
    return {"events": _first(events), "event_count": len(events), "pieces": read.pieces(events, MOST_CHARACTERS)}


def _headers(exchange: Exchange, answer: Answer, look: Look) -> Context:
    return {"sent": exchange.body.request_headers, "received": exchange.body.response_headers}


def _code(exchange: Exchange, answer: Answer, look: Look) -> Context:
    return {"code_request": as_code.request(exchange)}


PANELS: dict[Tab, Callable[[Exchange, Answer, Look], Context]] = {
    Tab.ANSWER: _answer,
    Tab.JSON: _json,
    Tab.EVENTS: _events,
    Tab.HEADERS: _headers,
    Tab.CODE: _code,
}


def excerpt(text: str) -> Excerpt:
    return Excerpt(clean(text, MOST_CHARACTERS), len(text) <= MOST_CHARACTERS)


def _first(events: list[Happened]) -> list[Happened]:
    """The events that fit in as much as is shown of a body."""
    shown, length = [], 0
    for event in events[:MOST_EVENTS]:
        length += len(event.data)
        if length > MOST_CHARACTERS:
            break
        shown.append(event)
    return shown
