"""Days are UTC, on the page and in every count."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

DAY = timedelta(days=1)


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def first_id(day: date) -> UUID:
    """The least id of a day: exchanges have UUIDs of version 7, which begin with 48 bits of milliseconds since 1970."""
    return UUID(int=int(midnight(day).timestamp() * 1000) << 80)
