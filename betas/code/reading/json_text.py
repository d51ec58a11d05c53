"""JSON from strangers: only what JSON is, no deeper than we write it, and twice is said."""

import json
import math
from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.value import Unreadable
from betas.code.request import DEEPEST, shallow


def value_of(text: str) -> tuple[Any, list[str]]:
    """The value, and the names that stand twice in one object; the last of them counts. Raises Unreadable."""
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            names = [name for name, _value in items]
            twice.extend(sorted({name for name in names if names.count(name) > 1})[:3] if len(names) < 100 else ["…"])
        return made

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=finite, parse_float=finite)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno, "what": error.msg}
        raise Unreadable(_("The body is not JSON: line %(line)s, column %(column)s: %(what)s.") % place) from error
    except Unreadable:
        raise
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(_("The body is JSON that cannot be kept: a number too long, or nested too deep.")) from error
    if not shallow(value):
        raise Unreadable(_("The body is nested deeper than %(most)s levels.") % {"most": DEEPEST})
    return value, twice


def finite(digits: str) -> float:
    """Raises Unreadable for what is no number, or too large to be one."""
    number = float(digits)
    if not math.isfinite(number):
        raise Unreadable(_("“%(digits)s” is no number that JSON can hold.") % {"digits": digits[:40]})
    return number


def body_of(text: str, left_out: list[str]) -> dict[str, Any]:
    """Raises Unreadable where it is no object; adds to `left_out` what stands twice."""
    value, twice = value_of(text)
    if not isinstance(value, dict):
        raise Unreadable(_("The body is JSON, but no object: it must start with { and end with }."))
    left_out += [_("“%(name)s” stands twice in one object: the last one was taken.") % {"name": n} for n in twice[:3]]
    return value
