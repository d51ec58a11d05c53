"""Percentiles from counts in fixed steps."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.history.latency import BOUNDS_MS, COLUMNS, column, percentile, slower_than

LONGEST = BOUNDS_MS[-1]


def counted(times: list[int]) -> list[int]:
    columns = [column(ms) for ms in times]
    return [columns.count(name) for name in COLUMNS]


def test_the_steps_rise_evenly() -> None:
    rises = [high / low for low, high in itertools.pairwise(BOUNDS_MS[:-2])]
    assert min(rises) >= 1.5
    assert max(rises) <= 1.61


@pytest.mark.parametrize(
    ("ms", "name"),
    [(0, "up_to_63_ms"), (63, "up_to_63_ms"), (64, "up_to_100_ms"), (1000, "up_to_1000_ms"), (10**9, COLUMNS[-1])],
)
def test_an_answer_is_counted_up_to_its_bound(ms: int, name: str) -> None:
    assert column(ms) == name


@pytest.mark.parametrize(
    ("ms", "bound"), [(0, 0), (63, 0), (64, 63), (1000, 630), (1001, 1000), (600_000, 160_000), (10**9, 160_000)]
)
def test_an_answer_took_longer_than_its_step_begins(ms: int, bound: int) -> None:
    assert slower_than(ms) == bound


@given(st.lists(st.integers(1, LONGEST), min_size=1), st.sampled_from([0.5, 0.95]))
def test_some_answer_is_as_slow_as_a_percentile(times: list[int], share: float) -> None:
    found = percentile(counted(times), share)
    assert found is not None
    assert max(times) > slower_than(found)


def test_nothing_has_no_percentile() -> None:
    assert percentile([0] * len(COLUMNS), 0.5) is None


@given(st.lists(st.integers(1, LONGEST), min_size=1), st.sampled_from([0.5, 0.95]))
def test_a_percentile_lies_in_the_step_of_the_true_one(times: list[int], share: float) -> None:
    wanted = -(-len(times) * share // 1)
    true = sorted(times)[int(wanted) - 1]
    found = percentile(counted(times), share)
    assert found is not None
    assert column(true) == column(max(found, 1)) or found in BOUNDS_MS


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_percentiles_of_real_looking_times_are_near(share: float) -> None:
    chance = random.Random(7)
    times = sorted(int(chance.lognormvariate(7.5, 0.8)) for _ in range(5000))
    found = percentile(counted(times), share)
    assert found == pytest.approx(times[int(len(times) * share)], rel=0.08)


@given(st.lists(st.integers(1, LONGEST), min_size=1))
def test_more_share_is_never_less_time(times: list[int]) -> None:
    counts = counted(times)
    found = [percentile(counts, share) or 0 for share in (0.1, 0.5, 0.95, 1.0)]
    assert found == sorted(found)
