from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pydantic import TypeAdapter
from pytest_django import DjangoAssertNumQueries

from betas.api.shapes import Listing
from betas.api.statistics import BucketShape
from betas.history import rollups
from betas.models import Project
from tests.conftest import MakeExchange

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = "since=2026-11-20&until=2026-11-21"
ANSWERED: dict[str, Any] = {"input_tokens": 10, "output_tokens": 5, "cost": "0.25", "duration_ms": 1000}


def stats(program: Client, query: str = DAY) -> list[dict[str, Any]]:
    """After counting what is there."""
    rollups.rebuild()
    response = program.get(f"/api/v1/stats?{query}")
    assert response.status_code == 200, response.content
    answer = response.json()
    TypeAdapter(Listing[BucketShape]).validate_python(answer, strict=True)
    assert answer["next"] is None
    found: list[dict[str, Any]] = answer["items"]
    return found


def test_a_day_of_a_beta_in_numbers(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange("alpha-2025-01-01", created_at=NOON, **ANSWERED)
    make_exchange("alpha-2025-01-01", created_at=NOON + timedelta(hours=3), model="claude-haiku-4-5", **ANSWERED)
    make_exchange("alpha-2025-01-01", created_at=NOON, status=400, duration_ms=70)
    assert stats(program) == [
        {
            "bucket": "2026-11-20T00:00:00.000000Z", "beta": "alpha-2025-01-01", "requests": 3, "errors": 1,
            "p50_ms": 794, "p95_ms": 977, "input_tokens": 20, "output_tokens": 10, "cost": "0.5",
        }
    ]  # fmt: skip


def test_hours_and_betas_stand_apart_oldest_first(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange("bravo-2025-02-02", "alpha-2025-01-01", created_at=NOON + timedelta(minutes=59))
    make_exchange(created_at=NOON + timedelta(hours=1))
    found = [(item["bucket"][11:16], item["beta"], item["requests"]) for item in stats(program, f"{DAY}&by=hour")]
    assert found == [("12:00", "alpha-2025-01-01", 1), ("12:00", "bravo-2025-02-02", 1), ("13:00", None, 1)]


def test_one_beta_alone(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange("bravo-2025-02-02", "alpha-2025-01-01", created_at=NOON)
    assert [item["beta"] for item in stats(program, f"{DAY}&beta=alpha-2025-01-01")] == ["alpha-2025-01-01"]


def test_the_period_holds_its_first_hour_and_ends_before_its_end(make_exchange: MakeExchange, program: Client) -> None:
    for hours in (-1, 0, 1, 2):
        make_exchange(created_at=NOON + timedelta(hours=hours))
    found = stats(program, "since=2026-11-20T12:30:00Z&until=2026-11-20T14:00:00Z&by=hour")
    assert [item["bucket"][11:13] for item in found] == ["12", "13"]


def test_of_days_that_are_cut_their_hours_are_counted(make_exchange: MakeExchange, program: Client) -> None:
    for hours in (-1, 0, 12, 35, 36, 45, 46):  # 11:00, 12:00, midnight, 23:00, midnight, 9:00, 10:00
        make_exchange("alpha-2025-01-01", created_at=NOON + timedelta(hours=hours))
    found = stats(program, "since=2026-11-20T12:30:00Z&until=2026-11-22T10:00:00Z")
    assert [(item["bucket"][:10], item["requests"]) for item in found] == [
        ("2026-11-20", 1), ("2026-11-21", 2), ("2026-11-22", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "requests"),
    [
        ("since=2026-11-20T13:00:00Z&until=2026-11-20T14:00:00Z", []),
        ("since=2026-11-20T12:00:00Z&until=2026-11-20T13:00:00Z", [1]),
        ("since=2026-11-20T12:00:00Z&until=2026-11-20T12:00:00Z", []),
        ("since=2026-11-20T07:00:00%2B07:00&until=2026-11-21T06:00:00%2B07:00", [1]),
        ("since=2026-11-19&until=2026-11-20", []),
        ("since=2026-11-20T12:00:00Z&until=2026-11-21", [1]),
        ("since=9999-12-31T05:00:00Z&until=9999-12-31T23:59:59Z", []),
    ],
)
def test_days_are_cut_anywhere(make_exchange: MakeExchange, program: Client, period: str, requests: list[int]) -> None:
    make_exchange(created_at=NOON)
    assert [item["requests"] for item in stats(program, period)] == requests


def test_without_a_period_the_last_thirty_days(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange()
    make_exchange(created_at=timezone.now() - timedelta(days=31))
    assert [item["requests"] for item in stats(program, "")] == [1]


def test_no_answer_has_no_latency(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange(created_at=NOON, status=529, duration_ms=40)
    [item] = stats(program)
    assert (item["p50_ms"], item["p95_ms"], item["errors"], item["cost"]) == (None, None, 1, "0")


def test_another_projects_numbers_are_not_told(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange(created_at=NOON, project=Project.objects.create(slug="other", name="Other"))
    assert stats(program) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("by=week", "by"),
        ("since=yesterday", "since"),
        ("since=2026-11-21&until=2026-11-20", "until"),
        ("since=2026-01-01&until=2026-11-20&by=hour", "since"),
        ("since=1990-01-01", "since"),
        ("limit=5", "limit"),
    ],
)
def test_what_cannot_be_counted_is_422(program: Client, query: str, field: str) -> None:
    response = program.get(f"/api/v1/stats?{query}")
    assert response.status_code == 422
    assert list(response.json()["error"]["details"]) == [field]


@pytest.mark.parametrize("count", [2, 40])
def test_more_rows_cost_no_more_queries(
    make_exchange: MakeExchange, program: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_exchange(f"alpha-2025-01-{number:02}", created_at=NOON + timedelta(hours=number))
    rollups.rebuild()
    program.get("/api/v1/models")
    with django_assert_num_queries(5):  # token, project, what is left of the first day, days, what there is of the last
        program.get("/api/v1/stats?since=2026-11-20T12:00:00Z&until=2026-11-22T12:00:00Z")
    with django_assert_num_queries(3):  # token, project, hours
        program.get("/api/v1/stats?since=2026-11-20&until=2026-11-22&by=hour")
