from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from betas.history import rollups
from betas.history.days import DAY, today
from betas.models import Exchange, User
from betas.models.choices import Role
from betas.overview import chart
from betas.overview.chart import HEIGHT, Chart, Day
from tests.conftest import MakeExchange

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
MakeSent = Callable[..., Exchange]


@pytest.fixture
def sent(make_exchange: MakeExchange) -> MakeSent:
    """An exchange with the id that its moment gives it."""

    def make(at: datetime, **fields: object) -> Exchange:
        place = (int(at.timestamp() * 1000) << 80) + Exchange.objects.count()
        return make_exchange(id=UUID(int=place), created_at=at, **fields)

    return make


def chart_of(user: User) -> dict[date, tuple[int, int]]:
    """After counting what is there."""
    rollups.rebuild()
    return {day.on: (day.requests, day.errors) for day in chart.of(user).days}


@pytest.mark.parametrize(
    ("requests", "errors", "most", "fine", "bad"),
    [
        (1, 0, 1, 100, 0),
        (1, 1, 1, 0, 100),
        (2, 1, 2, 50, 50),
        (5, 0, 10, 50, 0),
        (1, 0, 100_000, 1, 0),
        (2, 1, 100_000, 1, 1),
        (1000, 1, 1000, 99, 1),
        (1000, 999, 1000, 1, 99),
    ],
)
def test_a_bar_is_as_high_as_its_day(requests: int, errors: int, most: int, fine: int, bad: int) -> None:
    bar = chart.bar(Day(TODAY, requests, errors), 3, most)
    assert (bar.fine, bar.bad, bar.x) == (fine, bad, 31)
    assert (bar.fine_y, bar.bad_y) == (HEIGHT - bad - fine, HEIGHT - bad)


@given(st.integers(1, 10**9), st.data())
def test_what_is_not_nothing_is_seen_and_nothing_leaves_the_drawing(most: int, data: st.DataObject) -> None:
    requests = data.draw(st.integers(1, most))
    errors = data.draw(st.integers(0, requests))
    bar = chart.bar(Day(TODAY, requests, errors), 0, most)
    assert bool(bar.fine) == (requests > errors)
    assert bool(bar.bad) == bool(errors)
    assert 0 <= bar.fine_y <= bar.bad_y <= HEIGHT


@pytest.mark.parametrize(
    ("counts", "busiest", "used"),
    [([(0, 0), (0, 0)], 1, []), ([(3, 1), (0, 0)], 0, [0]), ([(2, 0), (5, 2), (5, 0)], 2, [2, 1, 0])],
)
def test_a_chart_knows_its_days(counts: list[tuple[int, int]], busiest: int, used: list[int]) -> None:
    days = [Day(TODAY + DAY * place, *pair) for place, pair in enumerate(counts)]
    found = Chart(days)
    assert found.busiest == days[busiest]
    assert found.used == [days[place] for place in used]
    assert (found.requests, found.errors) == tuple(map(sum, zip(*counts, strict=True)))
    assert len(found.bars) == len(used)


@time_machine.travel(NOON, tick=False)
def test_thirty_days_end_today_without_a_gap(sent: MakeSent, person: Callable[[Role], User]) -> None:
    counted = chart_of(person(Role.TESTER))
    assert list(counted) == [TODAY - DAY * back for back in range(29, -1, -1)]


@pytest.mark.parametrize(
    ("at", "on"),
    [
        (datetime(2026, 11, 25, 0, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 24, 23, 59, 59, 999000, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 10, 27, 0, 0, tzinfo=UTC), date(2026, 10, 27)),
        (datetime(2026, 10, 26, 23, 59, 59, tzinfo=UTC), None),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_day_begins_at_midnight_utc(
    sent: MakeSent, person: Callable[[Role], User], at: datetime, on: date | None
) -> None:
    sent(at)
    counted = chart_of(person(Role.TESTER))
    assert [day for day, counts in counted.items() if counts != (0, 0)] == ([on] if on else [])


@time_machine.travel(NOON, tick=False)
def test_errors_are_among_the_requests(sent: MakeSent, person: Callable[[Role], User]) -> None:
    for status in (200, 400, 529):
        sent(NOON, status=status)
    assert chart_of(person(Role.TESTER))[TODAY] == (3, 2)


def test_an_exchange_made_now_is_counted_today(make_exchange: MakeExchange, person: Callable[[Role], User]) -> None:
    make_exchange()
    assert chart_of(person(Role.TESTER))[today()] == (1, 0)


def test_the_page_links_each_day_to_its_rows_and_to_its_errors(
    tester: Client, sent: MakeSent, make_exchange: MakeExchange
) -> None:
    day = today() - timedelta(days=2)
    refused = sent(datetime(day.year, day.month, day.day, 10, tzinfo=UTC), status=400, preview="Refused that day")
    make_exchange(preview="Sent today")
    rollups.rebuild()
    page = tester.get("/").content.decode()
    link = f"/history/?since={day}&until={day}"
    assert f'href="{link.replace("&", "&amp;")}&amp;failed=on"' in page
    assert page.count(f'href="{link.replace("&", "&amp;")}"') == 2  # its bar and its row of the table
    assert [row.exchange for row in tester.get(link).context["rows"]] == [refused]


def test_the_drawing_says_each_day_in_words(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    make_exchange(status=400)
    rollups.rebuild()
    page = " ".join(tester.get("/").content.decode().split())
    assert "2 requests, 1 error" in page
    assert "Days are UTC" in page
