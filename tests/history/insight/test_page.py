"""The page of statistics, from the address to its numbers and where they lead."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import quote_plus

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.history import rollups
from betas.history.insight.lines import Line
from betas.history.insight.page import FIRST
from betas.models import DailyRollup, Project
from betas.models.choices import Role, State, Status
from tests.conftest import MakeBeta, MakeExchange, SignedIn

NOON = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
TODAY = datetime(2026, 11, 25, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
ALPHA, BRAVO, OPUS, HAIKU = "alpha-2025-01-01", "bravo-2025-02-02", "claude-opus-5-5", "claude-haiku-4-5"
ANSWERED: dict[str, Any] = {
    "input_tokens": 100, "output_tokens": 20, "cache_creation_input_tokens": 30, "cache_read_input_tokens": 40,
    "cost": "0.25", "duration_ms": 1000,
}  # fmt: skip


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sent(make_exchange: MakeExchange) -> None:
    """Five requests: three today, one yesterday, one 40 days ago."""
    make_exchange(ALPHA, BRAVO, created_at=NOON, **ANSWERED)
    make_exchange(ALPHA, created_at=NOON, model=HAIKU, status=400, duration_ms=70)
    make_exchange(created_at=NOON - timedelta(hours=12), **ANSWERED)
    make_exchange(ALPHA, created_at=NOON - timedelta(hours=23), **{**ANSWERED, "duration_ms": 9000})
    make_exchange(BRAVO, created_at=NOON - timedelta(days=40), **ANSWERED)
    rollups.rebuild()


def shown(client: Client, **asked: str) -> Any:
    response = client.get("/stats/", asked)
    assert response.status_code == 200
    return response.context


def counted(lines: list[Line]) -> list[tuple[Any, int, int]]:
    return [(line.of, line.numbers.requests, line.numbers.errors) for line in lines]


@pytest.mark.usefixtures("sent")
def test_the_last_seven_days_in_all(tester: Client) -> None:
    told = shown(tester)["total"].numbers
    assert (told.requests, told.errors, told.errors_percent) == (4, 1, 25.0)
    assert (told.input_tokens, told.output_tokens) == (300, 60)
    assert (told.cache_creation_input_tokens, told.cache_read_input_tokens) == (90, 120)
    assert told.cost == Decimal("0.75")
    assert (told.p50_ms, told.p95_ms) == (891, 9330)


@pytest.mark.usefixtures("sent")
def test_days_hours_betas_and_models_each_in_numbers(tester: Client) -> None:
    page = shown(tester)
    assert counted(page["times"]) == [
        (NOON.replace(hour=0, minute=0), 3, 1),
        (datetime(2026, 11, 24, tzinfo=UTC), 1, 0),
    ]
    assert counted(page["betas"].shown) == [(ALPHA, 3, 1), ("", 1, 0), (BRAVO, 1, 0)]
    assert counted(page["models"].shown) == [(OPUS, 3, 0), (HAIKU, 1, 1)]


def test_the_share_of_what_is_past_is_told(tester: Client, sent: None, make_beta: MakeBeta) -> None:
    make_beta(ALPHA, status=Status.RETIRED)
    make_beta(BRAVO)
    page = tester.get("/stats/").content.decode()
    assert "75.0% superseded, deprecated or retired" in page
    assert "Take it out: it is retired" in page


@pytest.mark.usefixtures("sent")
def test_each_group_has_percentiles_of_its_own(tester: Client) -> None:
    page = shown(tester)
    assert [line.numbers.p50_ms for line in page["times"]] == [794, 7937]
    assert [(line.of, line.numbers.p95_ms) for line in page["models"].shown] == [(OPUS, 9330), (HAIKU, None)]


@pytest.mark.parametrize(
    ("asked", "step", "times", "requests"),
    [
        ({"period": "24h"}, "hour", 3, 4),
        ({"period": "7d"}, "day", 2, 4),
        ({"period": "30d"}, "day", 2, 4),
        ({"period": "90d"}, "day", 3, 5),
        ({"since": "2026-10-01"}, "day", 3, 5),
        ({"since": "2026-10-16", "until": "2026-11-24"}, "day", 2, 2),
        ({"since": "2026-11-25", "until": "2026-11-25"}, "hour", 2, 3),
        ({"since": "2026-11-25", "until": "2030-01-01"}, "hour", 2, 3),
        ({"since": "2026-10-01", "period": "24h"}, "day", 3, 5),
    ],
)
@pytest.mark.usefixtures("sent")
def test_periods(tester: Client, asked: dict[str, str], step: str, times: int, requests: int) -> None:
    page = shown(tester, **asked)
    assert (page["rows"].period.step, len(page["times"]), page["total"].numbers.requests) == (step, times, requests)


@pytest.mark.parametrize(
    ("asked", "requests", "betas", "models"),
    [
        ({"beta": ALPHA}, 3, [ALPHA], [OPUS, HAIKU]),
        ({"beta": "none"}, 1, [""], [OPUS]),
        ({"model": HAIKU}, 1, [ALPHA], [HAIKU]),
        ({"model": "haiku-4-5"}, 1, [ALPHA], [HAIKU]),
        ({"beta": BRAVO, "model": OPUS, "period": "90d"}, 2, [BRAVO], [OPUS]),
    ],
)
@pytest.mark.usefixtures("sent")
def test_filters(tester: Client, asked: dict[str, str], requests: int, betas: list[str], models: list[str]) -> None:
    page = shown(tester, **asked)
    assert page["total"].numbers.requests == requests
    assert [line.of for line in page["betas"].shown] == betas
    assert [line.of for line in page["models"].shown] == models


@pytest.mark.parametrize(
    ("asked", "query", "number"),
    [
        ({}, "since:2026-11-19 until:2026-11-25", "4"),
        ({}, "is:failed since:2026-11-19 until:2026-11-25", "1"),
        ({}, "input>0 since:2026-11-19 until:2026-11-25", "300"),
        ({}, "cost>0 since:2026-11-19 until:2026-11-25", "$0.7500"),
        ({}, "ms>6300 -is:failed since:2026-11-19 until:2026-11-25", "9.33 s"),
        ({}, "since:2026-11-24 until:2026-11-24", "1"),
        ({}, f"beta:{ALPHA} is:failed since:2026-11-19 until:2026-11-25", "1"),
        ({}, "beta:none since:2026-11-19 until:2026-11-25", "1"),
        ({}, f"model:{OPUS} since:2026-11-19 until:2026-11-25", "3"),
        ({}, f"beta:{ALPHA},{BRAVO} since:2026-11-19 until:2026-11-25", "4"),
        ({"beta": ALPHA, "model": OPUS}, f"beta:{ALPHA} model:{OPUS} since:2026-11-24 until:2026-11-24", "1"),
        ({"period": "24h"}, "since:2026-11-25T00 until:2026-11-25T00", "1"),
    ],
)
@pytest.mark.usefixtures("sent")
def test_a_number_leads_to_the_rows_it_counts(tester: Client, asked: dict[str, str], query: str, number: str) -> None:
    page = unescape(tester.get("/stats/", asked).content.decode())
    assert f'<a href="/history/?q={quote_plus(query)}">{number}</a>' in page.replace(' class="bad-text"', "")


@pytest.mark.usefixtures("sent")
def test_every_number_of_a_table_that_is_something_is_a_link(tester: Client) -> None:
    page = tester.get("/stats/").content.decode()
    cells = re.findall(r'<td class="num"\s+data-label="[^"]*"\s+data-y="([^"]*)">\s*(\S+)', page)
    assert len(cells) == 9 * (2 + 3 + 2)
    assert {begins for y, begins in cells if y and float(y)} == {"<a"}
    assert "<a" not in {begins for y, begins in cells if not y or not float(y)}


@pytest.mark.usefixtures("sent")
def test_a_day_leads_to_its_hours_a_beta_and_a_model_to_theirs(tester: Client) -> None:
    page = unescape(tester.get("/stats/?period=30d").content.decode())
    assert 'href="?since=2026-11-24&until=2026-11-24">24 Nov 2026</a>' in page
    assert f'href="?period=30d&beta={ALPHA}">{ALPHA}</a>' in page
    assert f'href="?period=30d&model={HAIKU}">{HAIKU}</a>' in page


@pytest.mark.usefixtures("sent")
def test_a_period_keeps_the_filters_and_drops_the_days(tester: Client) -> None:
    page = unescape(tester.get("/stats/", {"beta": ALPHA, "since": "2026-11-24"}).content.decode())
    assert f'href="?beta={ALPHA}&period=24h"' in page
    assert 'aria-current="true">7 days' not in page
    assert 'aria-current="true">7 days' in tester.get("/stats/").content.decode()


def test_names_sent_less_are_left_out_until_asked_for(tester: Client, make_exchange: MakeExchange) -> None:
    for n in range(FIRST + 3):
        make_exchange(f"alpha-{n:02}", model=f"model-{n:02}")
    rollups.rebuild()
    page, every = shown(tester), shown(tester, all="on")
    for part in ("in_use", "betas", "models"):
        assert (len(page[part].shown), page[part].left) == (FIRST, 3)
        assert (len(every[part].shown), every[part].left) == (FIRST + 3, 0)
    assert page["shares"][0].sent == FIRST + 3
    assert "3 that were sent less" in tester.get("/stats/").content.decode()


@pytest.mark.parametrize(
    "asked",
    [{}, {"period": "24h"}, {"since": "2020-01-01", "until": "2020-02-01"}, {"beta": "nope"}, {"model": "nope"}],
)
def test_nothing_sent_is_said_and_leads_on(tester: Client, make_exchange: MakeExchange, asked: dict[str, str]) -> None:
    make_exchange(ALPHA, created_at=NOON - timedelta(days=20))
    rollups.rebuild()
    page = tester.get("/stats/", asked).content.decode()
    assert "Nothing was sent in this period" in page
    assert ("All betas and models" if "beta" in asked or "model" in asked else "Open the playground") in page
    assert "<table" not in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"since": "2026-11-20", "until": "2026-11-10"}, "This day is before the first one."),
        ({"until": "2026-11-10"}, "Give the first day as well."),
        ({"since": "2026-11-26"}, "This day is still to come."),
        ({"since": "2026-11-26", "until": "2026-11-27"}, "This day is still to come."),
        ({"since": "2025-11-01"}, "Ask for at most 366 days at once"),
        ({"since": "0001-01-01", "until": "9999-12-31"}, "Ask for at most 366 days at once"),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"since": "yesterday", "until": "2026-11-10"}, "Enter a valid date."),
        ({"period": "8d"}, "Select a valid choice."),
        ({"beta": "x" * 129}, "at most 128 characters"),
        ({"model": "nul\0"}, "Null characters are not allowed."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.usefixtures("sent")
def test_what_cannot_be_read_is_422_and_says_why(
    tester: Client, asked: dict[str, str], told: str, headers: dict[str, str]
) -> None:
    response = tester.get("/stats/", asked, headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "These filters cannot be read, so nothing was counted" in page
    assert told in page
    assert 'id="times"' not in page


def test_nothing_typed_is_lost_in_a_refusal(tester: Client) -> None:
    page = tester.get("/stats/", {"since": "2026-11-20", "until": "2026-11-10", "beta": ALPHA, "period": "30d"})
    for value in ("2026-11-20", "2026-11-10", ALPHA, "30d"):
        assert f'value="{value}"' in page.content.decode()


@pytest.mark.parametrize("year", ["0001", "2000"])
def test_a_day_long_ago_is_asked_for_like_any(tester: Client, year: str) -> None:
    assert shown(tester, since=f"{year}-01-01", until=f"{year}-01-01")["rows"].period.step == "hour"


@pytest.mark.usefixtures("sent")
def test_the_fragment_holds_the_numbers_alone(tester: Client) -> None:
    fragment = tester.get("/stats/", headers=HTMX).content.decode()
    assert fragment.strip().startswith('<section id="stats"')
    assert "<html" not in fragment
    assert fragment.strip() in tester.get("/stats/").content.decode()


@pytest.mark.usefixtures("sent")
def test_who_sends_two_betas_is_one_request(tester: Client) -> None:
    page = shown(tester, period="24h")
    assert page["total"].numbers.requests == 4
    assert sum(line.numbers.requests for line in page["betas"].shown) == 5


def test_one_that_was_stopped_is_a_request_and_no_error(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(state=State.CANCELLED, status=None, duration_ms=500)
    rollups.rebuild()
    told = shown(tester)["total"].numbers
    assert (told.requests, told.errors, told.p50_ms) == (1, 0, None)


def test_another_projects_numbers_are_not_told(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(ALPHA, project=Project.objects.create(slug="other", name="Other"))
    rollups.rebuild()
    assert "total" not in shown(tester)


@pytest.mark.usefixtures("sent")
def test_a_name_with_a_quotation_mark_is_told_without_a_link(tester: Client, project: Project) -> None:
    DailyRollup.objects.filter(name=ALPHA).update(name='al"pha')
    assert shown(tester)["betas"].shown[0].to_requests == ""


@pytest.mark.parametrize("count", [3, 60])
def test_more_rows_cost_no_more_queries_and_no_exchange_is_asked_for(
    signed_in: SignedIn, make_exchange: MakeExchange, count: int
) -> None:
    for n in range(count):
        make_exchange(f"alpha-{n}", model=f"model-{n % 40}", created_at=NOON - timedelta(hours=n))
    rollups.rebuild()
    viewer = signed_in(Role.VIEWER)
    viewer.get("/stats/")  # the session is written once
    with CaptureQueriesContext(connection) as asked:
        assert viewer.get("/stats/?period=90d&all=on").status_code == 200
    queries = [query["sql"] for query in asked]
    # session, user, role, names of betas and of models, by time, by beta, by model, what the catalogue knows
    assert len(queries) == 9
    assert not [sql for sql in queries if '"betas_exchange' in sql]
    assert len([sql for sql in queries if '"betas_dailyrollup"' in sql]) == 3


@pytest.mark.parametrize(
    ("asked", "by_day"),
    [
        ({"period": "90d"}, 3),
        ({"period": "7d", "beta": ALPHA}, 2),
        ({"period": "7d", "beta": "none"}, 2),
        ({"period": "7d", "model": HAIKU}, 2),
        ({"period": "7d", "beta": ALPHA, "model": HAIKU}, 0),
        ({"period": "24h"}, 0),
        ({"since": "2026-11-25", "until": "2026-11-25", "beta": ALPHA}, 0),
    ],
)
@pytest.mark.usefixtures("sent")
def test_days_answer_what_they_know_and_hours_the_rest(tester: Client, asked: dict[str, str], by_day: int) -> None:
    with CaptureQueriesContext(connection) as captured:
        shown(tester, **asked)
    queries = [query["sql"] for query in captured]
    assert len([sql for sql in queries if '"betas_dailyrollup"' in sql]) == by_day
    assert len([sql for sql in queries if '"betas_hourlyrollup"' in sql]) == 3 - by_day


@pytest.mark.parametrize(
    "asked", [{"period": "24h"}, {"period": "90d"}, {"period": "90d", "beta": ALPHA}, {"model": HAIKU}]
)
@pytest.mark.usefixtures("sent")
def test_the_history_finds_as_many_as_were_counted(tester: Client, asked: dict[str, str]) -> None:
    page = shown(tester, **asked)
    lines = [page["total"], *page["times"], *page["betas"].shown, *page["models"].shown]
    for line in lines:
        for url, counted in ((line.to_requests, line.numbers.requests), (line.to_errors, line.numbers.errors)):
            assert not url or len(tester.get(url).context["rows"]) == counted, url
