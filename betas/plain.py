"""How days, moments, money and what is not stated are written for programs."""

from datetime import date, datetime
from decimal import Decimal


def moment(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def stated(text: str) -> str | None:
    """Null where nothing is stated."""
    return text or None


def money(amount: Decimal | None) -> str | None:
    """US dollars without trailing zeros, never with an exponent."""
    return None if amount is None else f"{amount.normalize():f}"
