"""Betas in use: what the catalogue says of each, and the share of each status."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from betas.history.insight.period import Period
from betas.history.insight.rows import Rows
from betas.history.insight.uses import Share, Use, past_percent, shares, uses
from betas.models.choices import Status
from tests.conftest import MakeBeta

ROWS = Rows(Period.of_days(date(2026, 11, 1), date(2026, 11, 30)))
COUNTED = (("alpha-2025-01-01", 6, 1), ("bravo-2025-01-01", 3, 2), ("nope", 1, 1))


@pytest.fixture
def found(make_beta: MakeBeta) -> list[Use]:
    make_beta("alpha-2025-01-01")
    make_beta("bravo-2025-01-01", status=Status.RETIRED)
    return uses(COUNTED, ROWS)


def test_a_name_stands_beside_its_status_and_what_to_do(found: list[Use]) -> None:
    assert [(use.name, use.sent, use.failed, use.status) for use in found] == [
        ("alpha-2025-01-01", 6, 1, "active"),
        ("bravo-2025-01-01", 3, 2, "retired"),
        ("nope", 1, 1, ""),
    ]
    assert found[1].advice.startswith("Take it out: it is retired")
    assert found[2].advice == "Check its spelling: the catalogue does not know it."


def test_a_use_leads_to_its_rows(found: list[Use]) -> None:
    assert found[2].rows == Rows(ROWS.period, ("nope",))


def test_shares_are_of_all_names_sent(found: list[Use]) -> None:
    told = {share.status: (len(share.uses), share.sent, share.failed, share.percent) for share in shares(found, ROWS)}
    assert told == {"active": (1, 6, 1, 60.0), "retired": (1, 3, 2, 30.0), "": (1, 1, 1, 10.0)}


def test_shares_stand_in_the_order_of_the_statuses_the_unknown_names_last(make_beta: MakeBeta) -> None:
    for status in reversed(Status.values):
        make_beta(f"{status.replace('_', '-')}-2025-01-01", status=status)
    counted = [(f"{status.replace('_', '-')}-2025-01-01", 1, 0) for status in Status.values]
    found = shares(uses([("nope", 9, 0), *counted], ROWS), ROWS)
    assert [share.status for share in found] == [*Status.values, ""]
    assert past_percent(found) == pytest.approx(3 * 100 / 15)


def test_a_share_leads_to_the_rows_of_all_its_names(make_beta: MakeBeta) -> None:
    [share] = shares(uses([("one", 1, 0), ("two", 1, 0)], ROWS), ROWS)
    assert share == Share("", share.uses, 2, Rows(ROWS.period, ("one", "two")))


def test_nothing_sent_is_no_share(db: None) -> None:
    assert shares(uses([], ROWS), ROWS) == []


@pytest.mark.parametrize("count", [2, 60])
def test_more_names_cost_no_more_queries(
    make_beta: MakeBeta, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    successor = make_beta("zulu-2025-01-01")
    names = [make_beta(f"alpha-{n}", status=Status.SUPERSEDED, successor=successor).name for n in range(count)]
    with django_assert_num_queries(1):
        assert [use.advice[:4] for use in uses([(name, 1, 0) for name in names], ROWS)] == ["Move"] * count
