"""One exchange as its page, and the playground, show it."""

import secrets
from typing import Any
from uuid import UUID

from django.conf import settings

from betas.history import card, lineage, listing, read, share, then, timing
from betas.history.causes import advice, cause, stop
from betas.history.look import Look
from betas.history.panel import panel
from betas.history.tokens import tokens
from betas.models import Exchange, User
from betas.upstream.answer import Answer

MOST_CHILDREN = 20
Context = dict[str, Any]


def found(user: User, pk: UUID) -> Exchange:
    """With all that stands beside it. Raises Exchange.DoesNotExist, for another project's too."""
    return Exchange.objects.for_user(user).for_list().select_related("parent", "body", "upstream").get(pk=pk)


def answered(exchange: Exchange, look: Look) -> Context:
    """The head of an answer and one of its tabs."""
    answer = read.answer_of(exchange)
    return {**_head(exchange, answer), **panel(exchange, answer, look)}


def page(exchange: Exchange, look: Look) -> Context:
    """The answer, and what stands round it on its own page."""
    known = listing.catalogued(use.name for use in exchange.betas.all())
    header = exchange.beta_header
    return {
        **answered(exchange, look),
        "header_pieces": [] if header is None else header.split(","),
        "betas": listing.sent_betas(exchange, known, then.of(known)),
        "without_bodies": bool(read.gone(exchange)),
        "share": share.link(exchange),
        "public_url": settings.PUBLIC_URL,
        "parent": lineage.parent(exchange),
        "children": [lineage.child(exchange, each) for each in exchange.children.order_by("-pk")[:MOST_CHILDREN]],
    }


def _head(exchange: Exchange, answer: Answer) -> Context:
    return {
        "exchange": exchange,
        "cause": cause(exchange),
        "advice": advice(exchange),
        "card": card.of(exchange, answer),
        "once": secrets.token_hex(),
        "refused": [use.name for use in exchange.betas.all() if use.refused],
        "tokens": tokens(exchange, answer),
        "stop": stop(exchange.stop_reason),
        "spans": timing.spans(read.times(exchange), exchange.first_token_ms, exchange.duration_ms),
    }
