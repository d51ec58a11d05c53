"""Sources that say different things, and what only looks so."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from betas.catalogue import disagreement
from betas.catalogue.load import Loaded
from betas.models import Beta, Evidence
from tests.conftest import MakeBeta


def rows(field: str, *values: str) -> list[Evidence]:
    return [Evidence(field=field, value=value, source=f"source {place}") for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("ga", ("2026-02-17", "2026-02-18")),
        ("ga", ("2026-02-17", "generally available on 2026-02-18")),
        ("ga", ("2026-02", "2026-02-17", "2026-02-18")),
        ("ga", ("2026-02", "2026-03-17")),
        ("first_in_sdk", ("2025-11-24", "2025-11-25")),
        ("status", ("active", "Generally available")),
        ("still_accepted", ("yes", "false")),
        ("header_still_needed", ("true", "no")),
        ("successor", ("mcp-client-2026-09-15", "mcp-client-2025-11-20")),
    ],
    ids=str,
)
def test_sources_that_say_different_things_disagree(field: str, values: tuple[str, ...]) -> None:
    [found] = disagreement.among(rows(field, *values))
    assert (found.field, set(found.values)) == (field, set(values))


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("ga", ("2026-02-17", "2026-02-17")),
        ("ga", ("2026-02-17", "2026-02")),
        ("ga", ("2026-02-17", "")),
        ("ga", ("2026-02-17", "announced 2026-02-10 for 2026-02-18")),
        ("first_in_sdk", ("2026-05-06", "0.92.0")),
        ("first_in_sdk", ("0.92.0", "0.93.0")),
        ("last_in_sdk", ("2026-05-06", "2026-11-20")),
        ("status", ("generally_available", "Generally available")),
        ("status", ("retired", "no longer listed by the docs")),
        ("still_accepted", ("yes", "True")),
        ("endpoints", ("client.beta.dreams.create", "POST /v1/dreams")),
        ("gates", ("thread", "safeguards")),
        ("", ("one", "two")),
    ],
    ids=str,
)
def test_what_agrees_or_cannot_be_compared_is_no_disagreement(field: str, values: tuple[str, ...]) -> None:
    assert disagreement.among(rows(field, *values)) == []


def test_the_newest_reading_comes_first_and_one_without_a_day_last() -> None:
    told = rows("ga", "2026-02-17", "2026-02-18", "2026-02-19")
    told[1].read_on, told[2].read_on = date(2026, 8, 22), date(2026, 11, 22)
    [found] = disagreement.among(told)
    assert found.values == ("2026-02-19", "2026-02-18", "2026-02-17")


def test_a_source_read_again_does_not_disagree_with_itself() -> None:
    older, newer = rows("retired", "2026-08-17", "2026-09-01")
    older.source = newer.source
    older.read_on, newer.read_on = date(2026, 8, 22), date(2026, 11, 22)
    assert disagreement.among([older, newer]) == []


def test_the_shipped_sources_do_not_disagree(loaded: Loaded) -> None:
    assert disagreement.disputed() == []


@pytest.mark.parametrize("count", [2, 30])
def test_all_disputed_betas_are_found_in_two_queries(
    make_beta: MakeBeta, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        beta = make_beta(f"alpha-{number:02}")
        for source, day in (("docs", "2026-02-17"), ("release notes", "2026-02-18")):
            Evidence.objects.create(beta=beta, field="ga", value=day, source=source)
    make_beta("bravo-1")
    with django_assert_num_queries(2):
        found = disagreement.disputed()
    assert [beta.name for beta, _ in found] == list(Beta.objects.exclude(name="bravo-1").values_list("name", flat=True))
