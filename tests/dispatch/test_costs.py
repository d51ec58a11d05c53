from decimal import Decimal
from typing import Any

from betas.catalogue.facts import Facts, ModelFact
from betas.dispatch import costs
from betas.upstream.answer import Answer, Usage

PRICES = {"input": "5", "output": "25", "cache_write_5m": "6", "cache_write_1h": "10", "cache_read": "0.5"}


def known(*models: str) -> Facts:
    return Facts(1, {}, {name: ModelFact(name, None, None, None, PRICES, {}, "a list") for name in models})


def answer(counts: Usage, **message: Any) -> Answer:
    return Answer(message=message, usage=counts)


def test_the_model_that_answered_sets_the_price_and_the_one_asked_stands_in() -> None:
    usage = Usage(input_tokens=1_000_000, output_tokens=0)
    facts = known("asked", "other")
    assert costs.of("asked", facts, answer(usage, model="other")) == (
        Decimal(5),
        {"input": "5", "output": "25", "source": "a list"},
    )
    assert costs.of("asked", facts, answer(usage, model="new-one"))
    assert costs.of("new-one", facts, answer(usage, model="newer-one")) is None


def test_tokens_cached_for_an_hour_cost_what_an_hour_costs() -> None:
    usage = Usage(0, 0, cache_creation_input_tokens=2_000_000)
    found = costs.of("m", known("m"), answer(usage, usage={"cache_creation": {"ephemeral_1h_input_tokens": 1_000_000}}))
    assert found
    assert found[0] == Decimal(16)


def test_an_answer_cannot_claim_more_cached_tokens_than_it_counted() -> None:
    usage = Usage(0, 0, cache_creation_input_tokens=1_000_000)
    for claimed in (9_000_000, -5, "x", True, None):
        found = costs.of(
            "m", known("m"), answer(usage, usage={"cache_creation": {"ephemeral_1h_input_tokens": claimed}})
        )
        assert found
        assert found[0] in (Decimal(10), Decimal(6))


def test_an_answer_without_counts_costs_nothing_known() -> None:
    assert costs.of("m", known("m"), Answer()) is None
