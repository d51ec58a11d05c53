"""Where a number leads: the text of the query, and that the language reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from betas.history.insight.period import Period
from betas.history.insight.rows import Rows
from betas.query.terms import Term, read

NOW = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)
DAYS = Period.of_days(date(2026, 11, 20), date(2026, 11, 25))
HOURS = Period.of_days(date(2026, 11, 25), date(2026, 11, 25))
SPAN = "since:2026-11-20 until:2026-11-25"
ROWS = Rows(DAYS)


def query(url: str) -> str:
    parts = urlsplit(url)
    assert parts.path == "/history/"
    return parse_qs(parts.query, strict_parsing=True)["q"][0]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ROWS, SPAN),
        (Rows(DAYS, ("files-api-2025-04-14",)), f"beta:files-api-2025-04-14 {SPAN}"),
        (Rows(DAYS, ("a-2025-01-01", "b-2025-01-01")), f"beta:a-2025-01-01,b-2025-01-01 {SPAN}"),
        (Rows(DAYS, ("",)), f"beta:none {SPAN}"),
        (Rows(DAYS, ("none",)), f'beta:"none" {SPAN}'),
        (Rows(DAYS, ("mcp-*",)), f'beta:"mcp-*" {SPAN}'),
        (Rows(DAYS, ("a b",)), f'beta:"a b" {SPAN}'),
        (Rows(DAYS, None, "claude-opus-5-5"), f"model:claude-opus-5-5 {SPAN}"),
        (Rows(DAYS, None, ""), f"model:none {SPAN}"),
        (Rows(DAYS, None, "us.anthropic.claude-v2:1"), f"model:us.anthropic.claude-v2:1 {SPAN}"),
        (Rows(HOURS), "since:2026-11-25T00 until:2026-11-25T23"),
        (Rows(HOURS.within(NOW)), "since:2026-11-25T13 until:2026-11-25T13"),
        (Rows(DAYS.within(DAYS.first)), "since:2026-11-20 until:2026-11-20"),
    ],
)
def test_rows_are_asked_for_in_the_words_of_the_history(rows: Rows, told: str) -> None:
    assert query(rows.sent) == told


def test_errors_are_those_that_failed() -> None:
    assert query(Rows(DAYS, ("a-2025-01-01",), "m").failed) == f"beta:a-2025-01-01 model:m is:failed {SPAN}"


@pytest.mark.parametrize(
    "rows",
    [
        Rows(DAYS, ('say "hi"',)),
        Rows(DAYS, None, '"'),
        Rows(DAYS, tuple(f"b{n}" for n in range(51))),
        Rows(DAYS, tuple(f"a-name-as-long-as-names-are-{n}-2025-01-01" for n in range(30))),
    ],
)
def test_what_no_query_can_ask_for_has_no_address(rows: Rows) -> None:
    assert (rows.sent, rows.failed) == ("", "")


@given(st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_other_name_comes_through_the_language_as_it_is(name: str) -> None:
    term = next(iter(read(query(replace(ROWS, betas=(name,)).sent))))
    assert isinstance(term, Term)
    assert [(value.text, value.is_prefix) for value in term.values] == [(name, False)]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("count", "step", "first", "last", "until"),
    [
        (24, "hour", "2026-11-24T14", "2026-11-25T13", "2026-11-25T14"),
        (7, "day", "2026-11-19T00", "2026-11-25T00", "2026-11-26T00"),
        (90, "day", "2026-08-28T00", "2026-11-25T00", "2026-11-26T00"),
    ],
)
def test_a_period_ends_with_the_present_step(count: int, step: str, first: str, last: str, until: str) -> None:
    period = Period.lately(count, step)
    assert [f"{at:%Y-%m-%dT%H}" for at in (period.first, period.last, period.until)] == [first, last, until]
    assert (period.until - period.first) / timedelta(seconds=period.seconds) == count


def test_one_day_is_told_by_the_hour() -> None:
    assert (HOURS.step, HOURS.first.hour, HOURS.last.hour, HOURS.until - HOURS.first) == ("hour", 0, 23, timedelta(1))
