"""A second database beside that of the test, to restore into, and what it holds."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from tests.dispatch.test_killed_worker import database


class Other:
    """`url` is what DATABASE_URL takes; nothing is in it, not even tables."""

    def __init__(self, folder: Path, name: str) -> None:
        self.file, self.name = folder / "other.sqlite3", name
        place = database().rpartition("/")[0]
        self.url = f"sqlite:///{self.file}" if connection.vendor == "sqlite" else f"{place}/{name}"

    def rows(self, query: str) -> list[Any]:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.file)) as opened:
                return opened.execute(query).fetchall()
        with _connected(self.name) as opened:
            return opened.execute(query).fetchall()


@contextmanager
def other(folder: Path) -> Iterator[Other]:
    made = Other(folder, f"other_{secrets.token_hex(6)}")
    if connection.vendor == "sqlite":
        yield made
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {made.name}")
        yield made
        cursor.execute(f"DROP DATABASE {made.name} WITH (FORCE)")


def older_transaction() -> Any:
    """What it is open in: a reader of the same file, or a writer in another database of the server."""
    if connection.vendor == "sqlite":
        reader = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM betas_exchange").fetchall()
        return reader
    writer = _connected("postgres")
    writer.execute("SELECT pg_current_xact_id()")
    return writer


def _connected(name: str) -> "psycopg.Connection[Any]":
    values = connection.settings_dict
    place = {"host": values["HOST"], "port": values["PORT"] or None, "user": values["USER"]}
    return psycopg.connect(dbname=name, password=values["PASSWORD"] or None, **place)
