"""A room's query language: its fields, what free words mean, and what a query asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from betas.query import terms
from betas.query.conditions import condition
from betas.query.fields import Field
from betas.query.problems import Problem, Unreadable, UnreadableValue, nearest
from betas.query.terms import EQUALS, Term, Value

MOST_CHARACTERS = 1000
# Each term is a condition of its own, and PostgreSQL plans a hundred of them for seconds.
MOST_TERMS = 32
MOST_VALUES = 50
# No database can be asked for these.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Language:
    """`words` makes the condition of one free word or phrase, and whether it is a beginning.

    `examples` are queries, each with what it asks for.
    """

    fields: tuple[Field, ...]
    words: Callable[[str, bool], Q]
    examples: tuple[tuple[str, str | Promise], ...] = ()

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def condition(self, query: str, *, now: datetime | None = None) -> Q:
        """What rows must fulfil. Raises Unreadable with every problem that the query has."""
        return reduce(and_, self.conditions(query, now=now), Q())

    def conditions(self, query: str, *, now: datetime | None = None) -> list[Q]:
        """The same term by term, for who asks the rarest first. Raises Unreadable."""
        if len(query) > MOST_CHARACTERS:
            raise _whole(query, _("A query has at most %(most)s characters.") % {"most": MOST_CHARACTERS})
        if UNSTORABLE.search(query):
            raise _whole(query, _("A query cannot hold a NUL character or half a character."))
        once = {query[term.start : term.end]: term for term in terms.read(query)}
        found = [self._asked(term, now or datetime.now(UTC)) for term in once.values()]
        if len(found) > MOST_TERMS:
            raise _whole(query, _("A query has at most %(most)s words and fields.") % {"most": MOST_TERMS})
        if problems := tuple(each for each in found if isinstance(each, Problem)):
            raise Unreadable(problems)
        return [each for each in found if isinstance(each, Q)]

    def named(self, query: str) -> frozenset[str]:
        """The fields that a query names, known or not."""
        return frozenset(term.field for term in terms.read(query) if isinstance(term, Term) and term.field)

    def _asked(self, term: Term | Problem, now: datetime) -> Q | Problem:
        if isinstance(term, Problem):
            return term
        if not term.field:
            asked: Q | Problem = self.words(term.values[0].stem, term.values[0].is_prefix)
        elif field := self.field(term.field):
            asked = _any_of(field, term, now)
        else:
            asked = self._unknown(term)
        return ~asked if term.negated and isinstance(asked, Q) else asked

    def _unknown(self, term: Term) -> Problem:
        near = nearest(term.field, [field.name for field in self.fields]) or ""
        message = _("There is no field “%(field)s”; the nearest is “%(near)s”. Quotation marks make words of it.")
        told = {"field": term.field, "near": near}
        return Problem(term.start, term.end, message % told, _written(term, near, term.values))


def _whole(query: str, message: str) -> Unreadable:
    return Unreadable((Problem(0, len(query), message),))


def _any_of(field: Field, term: Term, now: datetime) -> Q | Problem:
    values = term.values
    if len(values) > MOST_VALUES:
        told = _("“%(field)s” takes at most %(most)s values.") % {"field": field.name, "most": MOST_VALUES}
        return Problem(term.start, term.end, told)
    if len(values) > 1 and term.operator != EQUALS:
        told = _("Compare “%(field)s” with one value.") % {"field": field.name}
        return Problem(term.start, term.end, told, _written(term, field.name, values[:1]))
    found = []
    for place, value in enumerate(values):
        try:
            found.append(condition(field, term.operator, value, now))
        except UnreadableValue as error:
            return _unreadable(term, field, place, error)
    return reduce(or_, found)


def _unreadable(term: Term, field: Field, place: int, error: UnreadableValue) -> Problem:
    if error.instead is None:
        return Problem(term.start, term.end, error.message)
    mended = (*term.values[:place], Value(error.instead), *term.values[place + 1 :])
    is_compared = error.instead == term.values[place].text
    written = _written(term, field.name, mended, EQUALS if is_compared else term.operator)
    return Problem(term.start, term.end, error.message, written)


def _written(term: Term, name: str, values: tuple[Value, ...], operator: str = "") -> str:
    text = ",".join(f'"{value.text}"' if value.quoted else value.text for value in values)
    return f"{'-' if term.negated else ''}{name}{operator or term.operator}{text}"
