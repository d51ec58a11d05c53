"""One value of one field as a condition on rows."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from betas.query import spans
from betas.query.fields import COMPARED, Field, Kind
from betas.query.problems import UnreadableValue, nearest
from betas.query.terms import EQUALS, Value

READERS: Mapping[Kind, spans.Reader] = {
    Kind.DATE: spans.days,
    Kind.MOMENT: spans.moments,
    Kind.NUMBER: spans.numbers,
}
FLAGS = {"yes": True, "true": True, "no": False, "false": False}
NONE = "none"


def condition(field: Field, operator: str, value: Value, now: datetime) -> Q:
    """Raises UnreadableValue."""
    if value.text == NONE and operator == EQUALS and field.absent is not None:
        return field.absent
    if field.kind in COMPARED:
        return field.where(_compared(field, operator, value.text, now))
    if operator != EQUALS:
        told = {"field": field.name, "value": value.text}
        raise UnreadableValue(_("“%(field)s” cannot be compared: write %(field)s:%(value)s.") % told, value.text)
    return field.where(_flag(field, value.text) if field.kind == Kind.FLAG else _equal(field, value))


def _compared(field: Field, operator: str, text: str, now: datetime) -> Q:
    low, high = READERS[field.kind](text, now)
    lookups = {
        ":": {"exact": low} if low == high else {"gte": low, "lte": high},
        "<": {"lt": low},
        "<=": {"lte": high},
        ">": {"gt": high},
        ">=": {"gte": low},
    }[field.implied if operator == EQUALS else operator]
    return Q(**{f"{field.column}__{lookup}": bound for lookup, bound in lookups.items()})


def _flag(field: Field, text: str) -> Q:
    if text.lower() not in FLAGS:
        known = ["yes", "no", *([NONE] if field.absent is not None else [])]
        told = {"field": field.name, "value": text, "known": ", ".join(known)}
        raise UnreadableValue(_("“%(field)s” takes %(known)s, not “%(value)s”.") % told, nearest(text, known) or "yes")
    return Q(**{field.column: FLAGS[text.lower()]})


def _equal(field: Field, value: Value) -> Q:
    if field.kind == Kind.CHOICE:
        _check_known(field, value)
    if field.equals is not None:
        return field.equals(value.stem, value.is_prefix)
    return Q(**{f"{field.column}__{'istartswith' if value.is_prefix else 'iexact'}": value.stem})


def _check_known(field: Field, value: Value) -> None:
    known = field.values()
    if any(_fits(word, value) for word in known):
        return
    near = nearest(value.stem.lower(), known)
    told = {"field": field.name, "value": value.text, "near": near}
    if near is None:
        raise UnreadableValue(_("There is no %(field)s “%(value)s”.") % told)
    raise UnreadableValue(_("There is no %(field)s “%(value)s”; the nearest is “%(near)s”.") % told, near)


def _fits(word: str, value: Value) -> bool:
    stem = value.stem.lower()
    return word.lower().startswith(stem) if value.is_prefix else word.lower() == stem
