from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.catalogue.facts import ModelFact
from betas.catalogue.prices import cost

PRICES = {"input": "0.1", "output": "0.5", "cache_write_5m": "0.125", "cache_write_1h": "0.2", "cache_read": "0.01"}
LONG = {"input": "0.5", "output": "2.5", "cache_write_5m": "0.625", "cache_write_1h": "1", "cache_read": "0.05"}
COUNT = st.integers(min_value=0, max_value=10_000_000)


@dataclass(frozen=True)
class Counts:
    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None


def model(prices: dict[str, str] = PRICES, long: dict[str, str] = LONG) -> ModelFact:
    return ModelFact("claude-haiku-5-5", None, None, None, prices, long, "a price list")


def dollars(*counts: int, for_an_hour: int = 0) -> Decimal:
    found = cost(model(), Counts(*counts), for_an_hour=for_an_hour)
    assert found
    return found[0]


def test_each_kind_of_token_has_its_price() -> None:
    assert dollars(1000, 200, 40, 50, for_an_hour=10) == Decimal("0.000100") + Decimal("0.000100") + (
        Decimal("0.00000375") + Decimal("0.000002") + Decimal("0.0000005")
    )


def test_the_prices_used_and_their_source_stand_beside() -> None:
    found = cost(model(), Counts(10, 20))
    assert found
    assert found[1] == {"input": "0.1", "output": "0.5", "source": "a price list"}


def test_a_prompt_of_100_000_tokens_is_not_long_yet() -> None:
    assert dollars(100_000, 0) == Decimal("0.01")


@pytest.mark.parametrize("counts", [(100_001, 0), (1, 0, 100_000), (1, 0, 0, 100_000)])
def test_a_prompt_is_long_with_what_touched_the_cache(counts: tuple[int, ...]) -> None:
    found = cost(model(), Counts(*counts))
    assert found
    assert found[1]["input"] == "0.5"


def test_long_answers_do_not_make_a_prompt_long() -> None:
    assert dollars(10, 200_000) == Decimal("0.100001")


def test_a_model_without_a_second_tier_has_one_price() -> None:
    found = cost(model(long={}), Counts(1_000_000, 0))
    assert found
    assert found[0] == Decimal("0.1")


@pytest.mark.parametrize(
    ("known", "counts"),
    [
        (None, Counts(1, 1)),
        (model(prices={}, long={}), Counts(1, 1)),
        (model(prices={"input": "8", "output": "40"}), Counts(1, 1, 5)),
        (model(), Counts()),
    ],
    ids=["no model", "no prices", "no price for the cache", "nothing counted"],
)
def test_what_is_not_known_costs_nothing_definite(known: ModelFact | None, counts: Counts) -> None:
    assert cost(known, counts) is None


@given(COUNT, COUNT, COUNT, COUNT)
def test_more_tokens_never_cost_less(counted: int, out: int, written: int, read: int) -> None:
    one = dollars(counted, out, written, read)
    assert 0 <= one <= dollars(counted + 1, out + 1, written + 1, read + 1)


@given(COUNT, COUNT)
def test_no_cent_is_lost_to_rounding(counted: int, out: int) -> None:
    tier = LONG if counted > 100_000 else PRICES
    assert dollars(counted, out) * 1_000_000 == Decimal(tier["input"]) * counted + Decimal(tier["output"]) * out
