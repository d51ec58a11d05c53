"""Dates, moments and numbers as spans with both ends in them. Days are UTC's."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from betas.query.problems import UnreadableValue

DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z", re.ASCII)
HOUR = re.compile(r"(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3])\Z", re.ASCII)
RELATIVE = re.compile(r"(?:now|today)(?:([+-])(\d{1,5})([hdwmy]))?\Z", re.ASCII)
NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)\Z|(\d{1,12})(x{1,3})\Z", re.ASCII)
DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}

Span = tuple[Any, Any]
Reader = Callable[[str, datetime], Span]


def days(text: str, now: datetime) -> tuple[date, date]:
    """`2026-01-31`, `2026-01`, `2026`, `today`, `now-30d`: first and last day. Raises UnreadableValue."""
    try:
        if match := DAY.match(text):
            return _calendar(*(int(part) if part else None for part in match.groups()))
        if match := RELATIVE.match(text):
            on = (now + _distance(*match.groups())).date()
            return on, on
    except (ValueError, OverflowError):
        pass
    raise UnreadableValue(
        _("“%(text)s” is no date: write 2026-11-22, 2026-11, 2026, today or now-30d.") % {"text": text}
    )


def moments(text: str, now: datetime) -> tuple[datetime, datetime]:
    """As `days`, from the first instant to the last; `2026-11-22T13` is an hour, `now-2h` counts from this instant."""
    if (match := RELATIVE.match(text)) and match[3] == "h":
        at = now + _distance(*match.groups())
        return at, at
    if match := HOUR.match(text):
        on, hour = days(match[1], now)[0], int(match[2])
        return datetime.combine(on, time(hour), UTC), datetime.combine(on, time.max.replace(hour=hour), UTC)
    first, last = days(text, now)
    return datetime.combine(first, time.min, UTC), datetime.combine(last, time.max, UTC)


def numbers(text: str, now: datetime) -> tuple[Decimal, Decimal]:
    """`400`, `0.01`, or `4xx` for a hundred of them. Raises UnreadableValue."""
    match = NUMBER.match(text)
    if match is None:
        raise UnreadableValue(_("“%(text)s” is no number: write 400, 0.01 or 4xx.") % {"text": text})
    whole, first, unknown = match.groups()
    if whole:
        return Decimal(whole), Decimal(whole)
    size = 10 ** len(unknown)
    return Decimal(int(first) * size), Decimal(int(first) * size + size - 1)


def _calendar(year: int | None, month: int | None, day: int | None) -> tuple[date, date]:
    first = date(year or 0, month or 1, day or 1)
    last_month = month or 12
    return first, first if day else date(first.year, last_month, monthrange(first.year, last_month)[1])


def _distance(sign: str | None, count: str | None, unit: str | None) -> timedelta:
    if not (sign and count and unit):
        return timedelta()
    length = timedelta(hours=int(count)) if unit == "h" else timedelta(days=int(count) * DAYS[unit])
    return -length if sign == "-" else length
