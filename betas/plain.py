"""How days, moments, money, what is not stated and what cannot be seen are written for programs."""

import re
from datetime import date, datetime
from decimal import Decimal

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


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


def visible(text: str) -> str:
    """Control characters and half characters as Python writes them, `\\x00`, so that a sentence can be read."""
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
