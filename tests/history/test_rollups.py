"""The counts by hour and by day: kept as exchanges end, the same when made anew from rows."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betas.history import rollups
from betas.history.recording import sent_names
from betas.history.rollups import Tally
from betas.models import DailyRollup, Exchange, HourlyRollup, Project
from betas.models.choices import State
from tests.conftest import MakeExchange
from tests.history.invented import exchanges
from tests.history.summed import by_day, days_are_the_sums_of_their_hours

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANSWERED: dict[str, Any] = {
    "created_at": NOON, "input_tokens": 10, "output_tokens": 5, "cache_read_input_tokens": 3,
    "cost": Decimal("0.25"), "duration_ms": 900,
}  # fmt: skip


def stored() -> list[dict[str, Any]]:
    """What is counted, without what is nothing, in the order of hour, model, whole first, beta."""
    rows = HourlyRollup.objects.order_by("hour", "model", "-whole", "beta").values()
    return [{name: value for name, value in row.items() if value and name not in ("id", "project_id")} for row in rows]


def count(*exchanges: Exchange) -> None:
    tally = Tally()
    for exchange in exchanges:
        tally.add(exchange, [use.name for use in exchange.betas.all()])
    with transaction.atomic():
        tally.write()


def test_an_exchange_is_counted_whole_and_with_each_beta(make_exchange: MakeExchange) -> None:
    count(make_exchange("alpha-2025-01-01", "bravo-2025-02-02", **ANSWERED))
    counts = {
        "hour": NOON, "model": "claude-opus-5-5", "requests": 1, "input_tokens": 10, "output_tokens": 5,
        "cache_read_input_tokens": 3, "cost": Decimal("0.25"), "up_to_1000_ms": 1,
    }  # fmt: skip
    assert stored() == [
        {**counts, "whole": True},
        {**counts, "beta": "alpha-2025-01-01"},
        {**counts, "beta": "bravo-2025-02-02"},
    ]


def test_who_sends_no_beta_is_counted_apart(make_exchange: MakeExchange) -> None:
    count(make_exchange())
    assert [(row.whole, row.beta, row.requests) for row in HourlyRollup.objects.order_by("whole")] == [
        (False, "", 1),
        (True, "", 1),
    ]


def test_a_second_one_adds_up(make_exchange: MakeExchange) -> None:
    count(make_exchange(**ANSWERED))
    count(make_exchange(**ANSWERED), make_exchange(**{**ANSWERED, "duration_ms": 70}))
    whole = stored()[0]
    assert (whole["requests"], whole["cost"]) == (3, Decimal("0.75"))
    assert (whole["up_to_1000_ms"], whole["up_to_100_ms"]) == (2, 1)


def test_an_error_is_counted_without_its_time(make_exchange: MakeExchange) -> None:
    count(make_exchange(**{**ANSWERED, "status": 400}))
    whole = stored()[0]
    assert whole["errors"] == 1
    assert not [name for name in whole if name.startswith("up_to")]


def test_a_name_sent_twice_is_counted_once(make_exchange: MakeExchange) -> None:
    count(make_exchange("alpha-2025-01-01", "alpha-2025-01-01"))
    assert HourlyRollup.objects.get(beta="alpha-2025-01-01").requests == 1


def test_what_was_added_is_taken_back(make_exchange: MakeExchange) -> None:
    one, other = make_exchange("alpha-2025-01-01", **ANSWERED), make_exchange(**ANSWERED)
    count(one, other)
    tally = Tally()
    tally.add(one, ["alpha-2025-01-01"], times=-1)
    tally.write()
    assert HourlyRollup.objects.get(whole=True).requests == 1
    assert HourlyRollup.objects.get(beta="alpha-2025-01-01").requests == 0


def test_a_day_has_a_row_of_all_of_each_beta_and_of_each_model(make_exchange: MakeExchange) -> None:
    count(
        make_exchange("alpha-2025-01-01", "bravo-2025-02-02", **ANSWERED),
        make_exchange("alpha-2025-01-01", **{**ANSWERED, "created_at": NOON + timedelta(hours=11, minutes=59)}),
        make_exchange(**ANSWERED, model="claude-haiku-4-5"),
        make_exchange(created_at=NOON + timedelta(hours=12)),
    )
    rows = DailyRollup.objects.order_by("day", "kind", "name")
    assert [(str(row.day), row.kind, row.name, row.requests, row.cost) for row in rows] == [
        ("2026-11-20", "", "", 3, Decimal("0.75")),
        ("2026-11-20", "beta", "", 1, Decimal("0.25")),
        ("2026-11-20", "beta", "alpha-2025-01-01", 2, Decimal("0.5")),
        ("2026-11-20", "beta", "bravo-2025-02-02", 1, Decimal("0.25")),
        ("2026-11-20", "model", "claude-haiku-4-5", 1, Decimal("0.25")),
        ("2026-11-20", "model", "claude-opus-5-5", 2, Decimal("0.5")),
        ("2026-11-21", "", "", 1, 0),
        ("2026-11-21", "beta", "", 1, 0),
        ("2026-11-21", "model", "claude-opus-5-5", 1, 0),
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(exchanges(), st.integers(0, 50), st.booleans(), st.sampled_from([1, 1, -1])), min_size=1, max_size=8
    )
)
def test_days_are_the_sums_of_their_hours_whatever_is_counted_and_taken_back(
    project: Project, counted: list[Any]
) -> None:
    other = Project.objects.get_or_create(slug="other", name="Other")[0]
    HourlyRollup.objects.all().delete()
    DailyRollup.objects.all().delete()
    for (exchange, _body, _refused), hours, is_other, times in counted:
        exchange.created_at = NOON + timedelta(hours=hours, minutes=hours)
        exchange.project = other if is_other else project
        tally = Tally()
        tally.add(exchange, sent_names(exchange), times)
        tally.write()
    assert by_day()
    assert days_are_the_sums_of_their_hours()


def test_a_day_that_says_something_else_is_made_anew(make_exchange: MakeExchange) -> None:
    pruned, kept = make_exchange(**{**ANSWERED, "created_at": NOON - timedelta(hours=1)}), make_exchange(**ANSWERED)
    count(pruned, kept)
    pruned.delete()
    DailyRollup.objects.filter(kind="model").delete()
    DailyRollup.objects.update(requests=7)
    rollups.rebuild()
    assert [row.requests for row in DailyRollup.objects.all()] == [2, 2, 2]
    assert days_are_the_sums_of_their_hours()


def test_hours_of_which_no_row_is_left_keep_their_counts(make_exchange: MakeExchange) -> None:
    pruned = make_exchange(**ANSWERED)
    count(pruned)
    pruned.delete()
    make_exchange(created_at=NOON + timedelta(days=40, minutes=59))
    assert rollups.rebuild() == 1
    assert [row["hour"] for row in stored() if row.get("whole")] == [NOON, NOON + timedelta(days=40)]


def test_one_being_sent_is_not_counted_yet(make_exchange: MakeExchange) -> None:
    make_exchange(state=State.SENDING, status=None)
    rollups.rebuild()
    assert stored() == []


def test_the_command_counts_what_was_never_counted_once(
    make_exchange: MakeExchange, capsys: pytest.CaptureFixture[str]
) -> None:
    make_exchange()
    call_command("rebuild_statistics", if_missing=True)
    call_command("rebuild_statistics", if_missing=True)
    assert capsys.readouterr().out == "1 hours counted.\n"


@pytest.mark.django_db(transaction=True)
def test_many_who_count_at_once_lose_nothing(make_exchange: MakeExchange) -> None:
    names = ("alpha-2025-01-01", "bravo-2025-02-02", "charlie-2025-03-03")
    made = [make_exchange(*names[: 1 + n % 3], **ANSWERED) for n in range(40)]
    together = threading.Barrier(8)

    def work(share: list[Exchange]) -> None:
        together.wait()
        for exchange in share:
            count(exchange)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, made[n::8]) for n in range(8)]:
            done.result()
    kept = stored()
    assert kept[0]["requests"] == 40
    assert days_are_the_sums_of_their_hours()
    rollups.rebuild()
    assert stored() == kept
    assert days_are_the_sums_of_their_hours()
