"""How each engine gives its database away as one file, and takes one back whole or not at all."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

SESSIONS = "django_session"


class Trouble(Exception):
    """The engine, or one of its programs, would not. Its text may be shown."""


class Engine(Protocol):
    file: str

    def save(self, file: Path) -> None:
        """Everything committed by now, but for sessions. Raises Trouble."""

    def check(self, file: Path) -> None:
        """Raises Trouble where the file is not whole."""

    def take(self, file: Path) -> None:
        """Replaces all there is, in one transaction. Raises Trouble."""

    def others(self) -> int:
        """How many other connections the database has, as far as it can tell."""


class Sqlite:
    file = "betaboard.sqlite3"

    def save(self, file: Path) -> None:
        file.touch(mode=0o600)
        with _trouble(), _opened(_database()) as live, _opened(file) as copy:
            live.execute("BEGIN")
            live.execute("SELECT count(*) FROM sqlite_master")  # from here on one moment: writers cannot restart it
            live.backup(copy, pages=1024)
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608
            copy.execute("VACUUM")  # free pages may hold what was erased
        self.check(file)

    def check(self, file: Path) -> None:
        with _trouble(), _opened(file) as copy:
            told = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if told != "ok" or copy.execute("PRAGMA foreign_key_check").fetchone():
                raise Trouble(f"{file} is damaged: {told}")

    def take(self, file: Path) -> None:
        """Through the engine, so that whoever has the database open sees the former or the new, never a mixture."""
        connection.close()
        with _trouble(), _opened(file) as copy, _opened(_database()) as live:
            copy.backup(live)
            live.execute("PRAGMA journal_mode = WAL")

    def others(self) -> int:
        return 0


class Postgresql:
    file = "betaboard.dump"

    def save(self, file: Path) -> None:
        file.touch(mode=0o600)
        _program("pg_dump", "--format=custom", "--no-owner", f"--exclude-table-data={SESSIONS}", f"--file={file}")
        self.check(file)

    def check(self, file: Path) -> None:
        """Reads it to the end, table by table, and writes nothing."""
        _called(["pg_restore", "--file=/dev/null", str(file)], {})

    def take(self, file: Path) -> None:
        connection.close()
        options = ("--single-transaction", "--clean", "--if-exists", "--no-owner", "--exit-on-error")
        _program("pg_restore", *options, str(file))

    def others(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return int(cursor.fetchone()[0])


def current() -> Engine:
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


def _database() -> Path:
    return Path(connection.settings_dict["NAME"])


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, timeout=20, isolation_level=None)) as opened:
        yield opened


@contextmanager
def _trouble() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise Trouble(str(error)) from error


def _program(name: str, *options: str) -> None:
    """With the database as Django knows it; the password goes by the environment, where nobody else sees it."""
    (_client, *place), environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    database = place.pop()
    _called([name, *options, *place, f"--dbname={database}"], environment or {})


def _called(command: list[str], environment: dict[str, str]) -> None:
    try:
        subprocess.run(command, env=os.environ | environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise Trouble(f"{command[0]} was not found: install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        raise Trouble(f"{command[0]}: {error.stderr.strip()}") from error
