"""New rows, written as they are: the ORM would make the same SQL anew for each, which takes longer than writing it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model


def insert(rows: Sequence[Model]) -> None:
    """Rows of one model. A number that the database gives is not read back."""
    fields = _fields(type(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(_insertion(type(rows[0])), [[_stored(field, row) for field in fields] for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


@cache
def _insertion(model: type[Model]) -> str:
    names = [field.column for field in _fields(model)]
    return f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608


def _stored(field: "Field[Any, Any]", row: Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, True), connection)
