"""What an answer cost, from what it says about itself."""

from decimal import Decimal
from typing import Any

from betas.catalogue import prices
from betas.catalogue.facts import Facts
from betas.upstream.answer import Answer

Json = dict[str, Any]

BEYOND_BELIEF = Decimal(1_000_000)


def of(asked: str, known: Facts, answer: Answer) -> tuple[Decimal, Json] | None:
    """US dollars and the prices used: those of the model that answered, where they are known, else of the one asked.

    None where the answer states no counts, or counts beyond belief, or a price that is needed is not known.
    """
    message = answer.message or {}
    model = known.models.get(str(message.get("model"))) or known.models.get(asked)
    found = prices.cost(model, answer.usage, for_an_hour=_for_an_hour(message, answer))
    return found if found and found[0] < BEYOND_BELIEF else None


def _for_an_hour(message: Json, answer: Answer) -> int:
    """Tokens written to the cache for an hour, never more than were written in all."""
    written = _object(_object(message.get("usage")).get("cache_creation")).get("ephemeral_1h_input_tokens")
    return min(written, answer.usage.cache_creation_input_tokens or 0) if type(written) is int and written > 0 else 0


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
