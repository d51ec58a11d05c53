"""New rows, written as they are: the ORM would make the same SQL anew for each, which takes longer than writing it."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model


def insert(rows: Sequence[Model]) -> None:
    """Rows of one model. A number that the database gives is not read back."""
    with connection.cursor() as cursor:
        cursor.executemany(_insertion(type(rows[0])), list(map(values, rows)))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def values(row: Model) -> list[Any]:
    """As the database takes them, in the order of the columns, but for a number that it gives."""
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in _fields(type(row))]


@cache
def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


@cache
def _insertion(model: type[Model]) -> str:
    table, *columns = map(connection.ops.quote_name, [model._meta.db_table, *(str(f.column) for f in _fields(model))])
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
