"""Querysets that every request asks: making their SQL takes Django longer than the database takes to answer."""

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model, QuerySet, Value

Given = ParamSpec("Given")
Row = TypeVar("Row", bound=Model)


def prepared(asked: Callable[Given, QuerySet[Row]]) -> Callable[Given, list[Row]]:
    """The rows of the queryset that `asked` gives, its SQL made once in a process. The rows are asked anew each time.

    Arguments go by position; each is a number, a text or a moment to compare a column with. No row brings another
    along: `select_related` means nothing here.
    """
    marks = [object() for _ in signature(asked).parameters]

    @cache
    def made() -> tuple[type[Row], str, tuple[object, ...]]:
        values: list[Any] = list(map(Value, marks))
        queryset = asked(*values)  # type: ignore[call-arg]
        return queryset.model, *queryset.query.sql_with_params()

    @wraps(asked)
    def rows(*values: Given.args, **_none: Given.kwargs) -> list[Row]:
        model, sql, params = made()
        given = dict(zip(marks, values, strict=True))
        return list(model._default_manager.raw(sql, [given.get(param, param) for param in params]))

    return rows
