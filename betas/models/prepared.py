"""Querysets that every request asks: making their SQL takes Django longer than the database takes to answer."""

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet, Value

Given = ParamSpec("Given")
Row = TypeVar("Row", bound=Model)


def prepared(asked: Callable[Given, QuerySet[Row]]) -> Callable[Given, list[Row]]:
    """The rows of the queryset that `asked` gives, its SQL made once in a process. The rows are asked anew each time.

    Arguments go by position; each is a number, a text or a moment to compare a column with. Rows are whole, and none
    brings another along: `only` and `select_related` are not for here.
    """
    marks = [object() for _ in signature(asked).parameters]

    @cache
    def made() -> tuple[QuerySet[Row], str, tuple[object, ...]]:
        values: list[Any] = list(map(Value, marks))
        queryset = asked(*values)  # type: ignore[call-arg]
        return queryset, *queryset.query.sql_with_params()

    @wraps(asked)
    def rows(*values: Given.args, **_none: Given.kwargs) -> list[Row]:
        queryset, sql, params = made()
        given = dict(zip(marks, map(connection.ops.adapt_unknown_value, values), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(param, param) for param in params])
            return _rows(queryset, cursor.fetchall())

    return rows


def _rows(queryset: QuerySet[Row], fetched: list[tuple[Any, ...]]) -> list[Row]:
    """As the ORM makes them, without asking each column what it is called."""
    model = queryset.model
    fields = model._meta.concrete_fields
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    converters = compiler.get_converters([field.get_col(model._meta.db_table) for field in fields])
    names = [field.attname for field in fields]
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in compiler.apply_converters(fetched, converters)]
