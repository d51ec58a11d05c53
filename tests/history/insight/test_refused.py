"""What cannot be asked of the page of statistics, and what can although it looks odd."""

import pytest
from django.test import Client

from tests.history.insight.invented import ALPHA, HTMX, shown

pytestmark = pytest.mark.usefixtures("at_noon")


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
