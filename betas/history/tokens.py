"""Tokens by kind, as far as the answer states them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from betas.models import Exchange
from betas.upstream.answer import Answer


@dataclass(frozen=True, slots=True)
class Count:
    kind: str
    count: int


def tokens(exchange: Exchange, answer: Answer) -> list[Count]:
    """What was read and written first, then what of it came from a cache or was thought."""
    counts = (
        (pgettext("tokens", "in"), exchange.input_tokens),
        (pgettext("tokens", "out"), exchange.output_tokens),
        (_("of them thinking"), _thinking(answer)),
        (_("written to the cache"), exchange.cache_creation_input_tokens or None),
        (_("read from the cache"), exchange.cache_read_input_tokens or None),
    )
    return [Count(kind, count) for kind, count in counts if count is not None]


def _thinking(answer: Answer) -> int | None:
    found: object = answer.message or {}
    for name in ("usage", "output_tokens_details", "thinking_tokens"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if type(found) is int and found > 0 else None
