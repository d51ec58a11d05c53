"""Numbers and texts that keep to what a JSON schema says about them."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from betas.simulator.pattern import matching

LONGEST = 10_000
LONGEST_PATTERN = 1000
LARGEST = 1e300
FIRST_TRIES = 64
FORMATS = {
    "date": "2026-11-22",
    "date-time": "2026-11-22T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "somebody@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def number(schema: dict[str, Any], nth: int, *, whole: bool) -> int | float:
    """The `nth` number between the bounds, on the grid where there is one."""
    low = _bound(schema, ("minimum", "exclusiveMinimum"), max)
    high = _bound(schema, ("maximum", "exclusiveMaximum"), min)
    if whole or "multipleOf" in schema:
        made = _on_grid(schema, _step(schema, whole), low, high, nth)
    elif low is not None and high is not None:
        made = low + (high - low) / (nth + 2)
    elif low is not None:
        made = low + 1 + nth
    else:
        made = Fraction(1 + nth) if high is None else high - 1 - nth
    return int(made) if made.denominator == 1 else float(made)


def _exact(value: Any) -> Fraction:
    """Raises ValueError for what is no number, or one that exact arithmetic would never be done with."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise ValueError(f"{value!r:.40} is no number that can be kept to")
    return Fraction(str(value))


def _bound(schema: dict[str, Any], names: tuple[str, ...], tightest: Callable[..., Fraction]) -> Fraction | None:
    given = [_exact(schema[name]) for name in names if name in schema]
    return tightest(given) if given else None


def _step(schema: dict[str, Any], whole: bool) -> Fraction:
    step = _exact(schema.get("multipleOf", 1))
    return Fraction(step.numerator) if whole else step


def _on_grid(schema: dict[str, Any], step: Fraction, low: Fraction | None, high: Fraction | None, nth: int) -> Fraction:
    first = None if low is None else math.ceil(low / step) * step
    last = None if high is None else math.floor(high / step) * step
    if first is not None:
        first += step * (first == schema.get("exclusiveMinimum"))
    if last is not None:
        last -= step * (last == schema.get("exclusiveMaximum"))
    if first is not None and last is not None:
        return first + step * (nth % max(1, math.floor((last - first) / step) + 1))
    if last is not None:
        return last - step * nth
    return (step if first is None else first) + step * nth


def text(schema: dict[str, Any], nth: int) -> str:
    """The `nth` text that keeps to the pattern, the format and the lengths."""
    least, most = min(schema.get("minLength", 0), LONGEST), min(schema.get("maxLength", LONGEST), LONGEST)
    if len(schema.get("pattern", "")) > LONGEST_PATTERN:
        raise ValueError("the pattern is too long to be kept to")
    if "pattern" in schema:
        made = (matching(schema["pattern"], extra, nth) for extra in (*range(FIRST_TRIES), max(0, least - 1), least))
        return next((text for text in made if least <= len(text) <= most), "")
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    return (f"{nth or ''}simulated").ljust(least, "x")[:most]
