"""The shipped catalogue in the database: merged from its files once a process, after that put back row by row."""

from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from betas.catalogue.load import Loaded, load
from betas.models import (
    Beta,
    BetaChange,
    ClaudeModel,
    Conflict,
    Evidence,
    Family,
    Gate,
    ModelSupport,
    PlatformSupport,
    Requirement,
)

DETAILS = (ModelSupport, PlatformSupport, Gate, Conflict, Requirement, Evidence)
CATALOGUE = (Family, Beta, Beta.related.through, ClaudeModel, *DETAILS, BetaChange)
Rows = list[tuple[Any, ...]]
_kept: dict[type[models.Model], Rows] = {}


def put() -> Loaded:
    """What `load` says and does."""
    if any(model._default_manager.exists() for model in (Family, Beta, ClaudeModel, BetaChange)):
        return load()
    if not _kept:
        loaded = load()
        _kept.update((model, _read(model)) for model in CATALOGUE)
        return loaded
    _write()
    return Loaded(added=len(_kept[Beta]) + len(_kept[ClaudeModel]))


def _read(model: type[models.Model]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {model._meta.db_table}")  # noqa: S608
        return list(cursor.fetchall())


def _write() -> None:
    """At once: a beta may stand before its successor."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model, rows in _kept.items():
            places = ", ".join(["%s"] * len(model._meta.concrete_fields))
            cursor.executemany(f"INSERT INTO {model._meta.db_table} ({_columns(model)}) VALUES ({places})", rows)  # noqa: S608
        for statement in connection.ops.sequence_reset_sql(no_style(), CATALOGUE):
            cursor.execute(statement)


def _columns(model: type[models.Model]) -> str:
    return ", ".join(connection.ops.quote_name(field.column or "") for field in model._meta.concrete_fields)
