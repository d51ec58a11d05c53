"""Querysets that every request asks: making their SQL takes Django longer than the database takes to answer."""

from collections.abc import Callable, Mapping
from functools import cache, wraps
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet, Value

Given = ParamSpec("Given")
Row = TypeVar("Row", bound=Model)

_all: list[Callable[[], object]] = []


def prepared(asked: Callable[Given, QuerySet[Row]]) -> Callable[Given, list[Row]]:
    """The rows of the queryset that `asked` gives, its SQL made once in a process. The rows are asked anew each time.

    Arguments go by position; each is a number, a text or a moment to compare a column with. Rows are whole, and none
    brings another along: `only` and `select_related` are not for here.
    """
    marks = [object() for _ in signature(asked).parameters]

    @cache
    def made() -> _Made[Row]:
        values: list[Any] = list(map(Value, marks))
        return _Made(asked(*values))  # type: ignore[call-arg]

    _all.append(made)

    @wraps(asked)
    def rows(*values: Given.args, **_none: Given.kwargs) -> list[Row]:
        adapted = map(connection.ops.adapt_unknown_value, values)
        return made().rows(dict(zip(marks, adapted, strict=True)))

    return rows


def warm_up() -> None:
    """Makes the SQL of all there are, and asks no database."""
    for made in _all:
        made()


class _Made(Generic[Row]):
    """What does not change from one time to the next."""

    def __init__(self, queryset: QuerySet[Row]) -> None:
        self.model, self.query = queryset.model, queryset.query
        self.sql, self.params = self.query.sql_with_params()
        fields = self.model._meta.concrete_fields
        self.names = [field.attname for field in fields]
        columns = [field.get_col(self.model._meta.db_table) for field in fields]
        converted = self.query.get_compiler(DEFAULT_DB_ALIAS).get_converters(columns)
        self.columns = [column if at in converted else None for at, column in enumerate(columns)]

    def rows(self, given: Mapping[object, Any]) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given.get(param, param) for param in self.params])
            fetched = cursor.fetchall()
        compiler = self.query.get_compiler(DEFAULT_DB_ALIAS)
        converted = compiler.apply_converters(fetched, compiler.get_converters(self.columns))
        return [self.model.from_db(DEFAULT_DB_ALIAS, self.names, row) for row in converted]
