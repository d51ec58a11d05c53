"""A query's text taken apart, in one pass and linear time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from betas.query.problems import Problem

TERM = re.compile(r'(-?)(?:([A-Za-z_]+)(:?(?:<=|>=|<|>)|:))?((?:"[^"]*"|[^\s"])*)')
VALUE = re.compile(r'"([^"]*)"|([^",]+)')
EQUALS = ":"


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    quoted: bool = False

    @property
    def is_prefix(self) -> bool:
        """`mcp-*` stands for everything that begins so; a quoted star is a star."""
        return not self.quoted and self.text.endswith("*")

    @property
    def stem(self) -> str:
        return self.text.rstrip("*") if self.is_prefix else self.text


@dataclass(frozen=True, slots=True)
class Term:
    """`field` and `operator` are empty for free words; else any of `values` will do. `operator` is `:`, `<`, `<=` …"""

    start: int
    end: int
    negated: bool
    field: str
    operator: str
    values: tuple[Value, ...]


def read(text: str) -> Iterator[Term | Problem]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = TERM.match(text, at)
        if match is None or match.end() == at or text[match.end() : match.end() + 1] == '"':
            yield Problem(at, len(text), _("A quotation mark is opened and not closed."), text[at:] + '"')
            return
        yield _term(match)
        at = match.end()


def _term(match: re.Match[str]) -> Term | Problem:
    minus, field, operator, rest = match.groups()
    values = tuple(_values(rest) if field else _word(rest))
    if not values:
        told = _("“%(term)s” says nothing: write a value after it.") % {"term": match[0]}
        return Problem(match.start(), match.end(), told)
    operator = (operator or "").lstrip(EQUALS) or (EQUALS if field else "")
    return Term(match.start(), match.end(), bool(minus), (field or "").lower(), operator, values)


def _values(rest: str) -> Iterator[Value]:
    for match in VALUE.finditer(rest):
        quoted, plain = match.groups()
        if quoted or plain:
            yield Value(quoted or plain, quoted=bool(quoted))


def _word(rest: str) -> Iterator[Value]:
    """A free word or phrase is one value, commas and all."""
    if text := rest.replace('"', "").strip():
        yield Value(text, quoted=rest.startswith('"'))
