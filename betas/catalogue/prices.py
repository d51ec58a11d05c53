"""What a request cost, estimated from the price table. Prices are a third party's: always show the source beside."""

from decimal import Decimal
from typing import Any, Protocol

from betas.catalogue.facts import ModelFact

MILLION = 1_000_000
LONG_PROMPT = 100_000


class Usage(Protocol):
    """Token counts as an answer states them. They do not overlap: `input_tokens` leaves out what touched the cache."""

    @property
    def input_tokens(self) -> int | None: ...
    @property
    def output_tokens(self) -> int | None: ...
    @property
    def cache_creation_input_tokens(self) -> int | None: ...
    @property
    def cache_read_input_tokens(self) -> int | None: ...


def cost(model: ModelFact | None, usage: Usage, *, for_an_hour: int = 0) -> tuple[Decimal, dict[str, Any]] | None:
    """US dollars, and the prices used per million tokens with their `source`.

    `for_an_hour` of the tokens written to the cache stay an hour, the others five minutes.
    None where the answer states no counts, or a price that is needed is not known.
    """
    counts = _counts(usage, for_an_hour)
    if model is None or not counts:
        return None
    prices = _prices(model, prompt=sum(counts.values()) - counts.get("output", 0))
    if not counts.keys() <= prices.keys():
        return None
    total = sum((Decimal(prices[kind]) * count for kind, count in counts.items()), Decimal(0)) / MILLION
    return total, {**{kind: prices[kind] for kind in counts}, "source": model.price_source}


def _counts(usage: Usage, for_an_hour: int) -> dict[str, int]:
    """Tokens by price; input and output even at 0 where stated, of the others what there is."""
    stated = {"input": usage.input_tokens, "output": usage.output_tokens}
    cached = {
        "cache_write_5m": (usage.cache_creation_input_tokens or 0) - for_an_hour,
        "cache_write_1h": for_an_hour,
        "cache_read": usage.cache_read_input_tokens or 0,
    }
    known = {kind: count for kind, count in stated.items() if count is not None}
    return {**known, **{kind: count for kind, count in cached.items() if count}}


def _prices(model: ModelFact, *, prompt: int) -> dict[str, str]:
    """Prices for a prompt of so many tokens, cached ones included."""
    return dict(model.prices_above_100k if prompt > LONG_PROMPT and model.prices_above_100k else model.prices)
