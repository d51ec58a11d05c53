"""New rows, written as they are, in a fraction of the ORM's time: it asks each field the same, row by row."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import (
    AutoField,
    BinaryField,
    DateTimeField,
    DecimalField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    UUIDField,
)


def insert(model: type[Model], rows: Sequence[Model]) -> None:
    """`rows` are whole: nothing is validated, no default is asked of a field, generated keys stay unknown."""
    with connection.cursor() as cursor:
        cursor.executemany(_statement(model), values(model, rows))
    for row in rows:
        row._state.adding = False


def values(model: type[Model], rows: Sequence[Model]) -> list[list[Any]]:
    """As the database takes them, in the order of the columns, without generated keys."""
    adapted = _adapted(model)
    return [[adapt(getattr(row, name)) if adapt else getattr(row, name) for name, adapt in adapted] for row in rows]


@cache
def _statement(model: type[Model]) -> str:
    columns = [str(field.column) for field in _fields(model)]
    table, *names = map(connection.ops.quote_name, [model._meta.db_table, *columns])
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608  names of our own


@cache
def _adapted(model: type[Model]) -> Sequence[tuple[str, Callable[[Any], Any] | None]]:
    """Attributes in the order of the columns, and how each is adapted, by whichever connection is there."""
    return [(field.attname, _adapt(field)) for field in _fields(model)]


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


def _adapt(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    """What `get_db_prep_save` does to a value of the field's own type, without asking which type it is."""
    kind = field.target_field if isinstance(field, ForeignKey) else field
    if isinstance(kind, UUIDField):
        return None if connection.features.has_native_uuid_field else (lambda value: value and value.hex)
    if isinstance(kind, DateTimeField):
        return lambda value: connection.ops.adapt_datetimefield_value(value)
    if isinstance(kind, DecimalField):
        return lambda value: connection.ops.adapt_decimalfield_value(value, kind.max_digits, kind.decimal_places)
    if isinstance(kind, JSONField):
        return lambda value: None if value is None else connection.ops.adapt_json_value(value, kind.encoder)
    return bytes if isinstance(kind, BinaryField) else None
