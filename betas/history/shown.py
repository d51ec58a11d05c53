"""One exchange as its page shows it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from betas.history import listing, read
from betas.history.body import clean
from betas.history.causes import advice, cause
from betas.history.read import Happened
from betas.models import Exchange, User

MOST_CHARACTERS = 200_000
MOST_EVENTS = 500
MOST_CHILDREN = 20


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of a text, and whether that is all of it."""

    text: str
    whole: bool


def found(user: User, pk: UUID) -> Exchange:
    """With all that stands beside it. Raises Exchange.DoesNotExist, for another project's too."""
    return Exchange.objects.for_user(user).for_list().select_related("parent", "body").get(pk=pk)


def parts(exchange: Exchange) -> dict[str, Any]:
    """What the templates need, a large body as its beginning."""
    answer = read.answer_of(exchange)
    events = read.events_of(exchange, answer)
    message = json.dumps(answer.message) if events and answer.message else ""
    betas = listing.sent_betas(exchange, listing.catalogued(use.name for use in exchange.betas.all()))
    header = exchange.beta_header
    return {
        "exchange": exchange,
        "cause": cause(exchange),
        "advice": advice(exchange),
        "header_pieces": [] if header is None else header.split(","),
        "refused": [use.name for use in betas if use.refused],
        "betas": betas,
        "sent": readable(read.request_text(exchange)),
        "text": excerpt(answer.text),
        "received": readable(message if events else read.response_text(exchange)),
        "events": _first(events),
        "event_count": len(events),
        "children": list(exchange.children.order_by("-pk")[:MOST_CHILDREN]),
    }


def readable(text: str) -> Excerpt:
    """JSON indented, anything else (and what is too long to indent) as it is."""
    if len(text) > MOST_CHARACTERS:
        return excerpt(text)
    try:
        return excerpt(clean(json.dumps(json.loads(text), indent=2, ensure_ascii=False)))
    except (ValueError, RecursionError):
        return excerpt(text)


def excerpt(text: str) -> Excerpt:
    return Excerpt(clean(text, MOST_CHARACTERS), len(text) <= MOST_CHARACTERS)


def _first(events: Sequence[Happened]) -> list[Happened]:
    """The events that fit in as much as is shown of a body."""
    shown, length = [], 0
    for event in events[:MOST_EVENTS]:
        length += len(event.data)
        if length > MOST_CHARACTERS:
            break
        shown.append(event)
    return shown
