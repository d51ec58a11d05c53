"""Quantities, times that something took and sums of money, as people read them in their language."""

from decimal import Decimal
from functools import cache

from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NONE = "–"
MINUS = "−"
TOO_LONG = Decimal(10**21)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: int | float | Decimal | None) -> str:
    """A quantity for people, its thousands grouped. Not for ids, attributes or what a program reads."""
    return NONE if value is None else _grouped(Decimal(str(value)), "f")


def _grouped(value: Decimal, shape: str) -> str:
    """Of a number too long to be read three digits, and the power of ten."""
    if abs(value) < TOO_LONG:
        return _localised(f"{value:,{shape}}")
    digits, power = f"{value:.2e}".split("e+")
    return f"{_localised(digits)} × 10{power.translate(RAISED)}"


def _localised(number: str) -> str:
    """A number as Python groups it, with the reader's signs."""
    return number.translate(_signs(get_language()))


@cache
def _signs(language: str | None) -> dict[int, str]:
    return {
        ord(","): get_format("THOUSAND_SEPARATOR", language),
        ord("."): get_format("DECIMAL_SEPARATOR", language),
        ord("-"): MINUS,
    }


def duration(ms: int | None) -> str:
    if ms is None:
        return NONE
    if ms < 0:
        return MINUS + duration(-ms)
    if ms < 1000:
        return _("%(ms)s ms") % {"ms": ms}
    if ms < 59_995:  # which is a minute, told in hundredths
        return _("%(s)s s") % {"s": _localised(f"{ms / 1000:.2f}")}
    minutes, seconds = divmod((ms + 5) // 1000, 60)
    if minutes < 60:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
    return _("%(hours)s h %(minutes)s min") % {"hours": number(minutes // 60), "minutes": minutes % 60}


def money(cost: Decimal | None) -> str:
    """US dollars: cents from one dollar on, a hundredth of a cent below."""
    if cost is None:
        return NONE
    if cost < 0:
        return MINUS + money(-cost)
    if 0 < cost < Decimal("0.0001"):
        return f"<${_localised('0.0001')}"
    digits = 2 if cost >= Decimal("0.99995") or cost == 0 else 4
    return f"${_grouped(abs(cost), f'.{digits}f')}"
