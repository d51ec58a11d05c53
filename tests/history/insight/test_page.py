"""The page of statistics, from the address to its numbers and where they lead."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.test import Client

from betas.history import rollups
from betas.history.insight.lines import Line
from betas.history.insight.page import FIRST
from betas.models import DailyRollup, Project
from betas.models.choices import State, Status
from tests.conftest import MakeBeta, MakeExchange
from tests.history.insight.invented import ALPHA, BRAVO, HAIKU, HTMX, NOON, OPUS, shown

pytestmark = pytest.mark.usefixtures("at_noon")


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
