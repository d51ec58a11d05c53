"""The help, the suggestions and the API's description of a language, all from its fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from betas.query.conditions import NONE
from betas.query.fields import COMPARED, Field, Kind
from betas.query.language import Language

MOST_VALUES = 12
MOST_SUGGESTIONS = 20
KINDS = {
    Kind.WORD: gettext_lazy("a word, with * at its end for every word that begins so"),
    Kind.CHOICE: gettext_lazy("one of its values, or several separated by commas"),
    Kind.FLAG: gettext_lazy("yes or no"),
    Kind.DATE: gettext_lazy("a day: 2026-11-22, 2026-11, 2026, today, now-30d, now+2w; compare with <, <=, >, >="),
    Kind.MOMENT: gettext_lazy("a day or a distance: 2026-11-22, today, now-7d, now-2h; compare with <, <=, >, >="),
    Kind.NUMBER: gettext_lazy("a number: 400, 0.01, 4xx; compare with <, <=, >, >="),
}
GRAMMAR = (
    ("word", gettext_lazy("rows with this word; several words must all be there")),
    ('"two words"', gettext_lazy("exactly this phrase")),
    ("field:value", gettext_lazy("rows whose field has this value")),
    ("field:a,b", gettext_lazy("either value")),
    ("field:a*", gettext_lazy("every value that begins so")),
    ("-field:value", gettext_lazy("not these; a minus stands before words as well")),
    ("field<value, field:>=value", gettext_lazy("less, at least: for days and numbers")),
    ("field:none", gettext_lazy("not stated, for fields that may be")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field as the help shows it; `more` says how many values are left out."""

    name: str
    help: str
    takes: str
    values: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The whole query with its last term completed, and what that term asks for."""

    query: str
    help: str


def page(language: Language) -> dict[str, Any]:
    """What the help shows: examples, grammar, fields."""
    return {"examples": language.examples, "grammar": GRAMMAR, "lines": lines(language)}


def lines(language: Language) -> list[Line]:
    return [_line(field) for field in language.fields]


def _line(field: Field) -> Line:
    values = _values(field)
    return Line(field.name, str(field.help), str(KINDS[field.kind]), values[:MOST_VALUES], len(values[MOST_VALUES:]))


def suggestions(language: Language, query: str) -> list[Suggestion]:
    """Completions of the term at the end of `query`: field names, then values of a field that is named."""
    before, begun = _last_word(query)
    minus, word = begun[: begun.startswith("-")], begun.removeprefix("-")
    found = [
        Suggestion(before + minus + completed, help)
        for completed, help in _completed(language, word)
        if completed != word
    ]
    return found[:MOST_SUGGESTIONS]


def _last_word(query: str) -> tuple[str, str]:
    word = query.split(" ")[-1]
    return query[: len(query) - len(word)], word


def _completed(language: Language, word: str) -> Iterator[tuple[str, str]]:
    name, colon, typed = word.partition(":")
    if not colon:
        for field in language.fields:
            if field.name.startswith(name.lower()):
                yield f"{field.name}{':' if field.kind not in COMPARED else '>='}", str(field.help)
    elif named := language.field(name.lower()):
        earlier, comma, last = typed.rpartition(",")
        for value in _values(named):
            if value.startswith(last.lower()):
                yield f"{name}:{earlier}{comma}{value}", str(named.help)


def _values(field: Field) -> tuple[str, ...]:
    return (*field.values(), *([NONE] if field.absent is not None else []))


def described(language: Language) -> str:
    """For the API's description, in Markdown. Asks for no values: it is written before there is a database."""
    grammar = "\n".join(f"- `{form}`: {meaning}" for form, meaning in GRAMMAR)
    fields = "\n".join(f"- `{field.name}`: {field.help}; {KINDS[field.kind]}" for field in language.fields)
    return f"Free words and fields, all of which must fit:\n\n{grammar}\n\nFields:\n\n{fields}\n"
