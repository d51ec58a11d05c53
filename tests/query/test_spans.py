"""Dates and moments as spans: the instants with which they begin and end."""

from datetime import UTC, datetime

import pytest

from betas.query.problems import UnreadableValue
from betas.query.spans import moments

NOW = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-22", "2026-11-22T00:00:00", "2026-11-22T23:59:59.999999"),
        ("2026-11", "2026-11-01T00:00:00", "2026-11-30T23:59:59.999999"),
        ("today", "2026-11-25T00:00:00", "2026-11-25T23:59:59.999999"),
        ("2026-11-22T00", "2026-11-22T00:00:00", "2026-11-22T00:59:59.999999"),
        ("2026-11-22T23", "2026-11-22T23:00:00", "2026-11-22T23:59:59.999999"),
        ("now-2h", "2026-11-25T11:45:00", "2026-11-25T11:45:00"),
        ("9999-12-31", "9999-12-31T00:00:00", "9999-12-31T23:59:59.999999"),
    ],
)
def test_a_moment_is_all_that_it_names(text: str, first: str, last: str) -> None:
    assert [at.isoformat() for at in moments(text, NOW)] == [f"{first}+00:00", f"{last}+00:00"]


@pytest.mark.parametrize(
    "text", ["2026-11-22T24", "2026-11-31T10", "2026-11T10", "2026-11-22T1", "T10", "2026-11-22T10:30"]
)
def test_what_is_no_moment_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UnreadableValue):
        moments(text, NOW)
