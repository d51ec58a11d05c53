"""The queue of writers in front of SQLite."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection as default
from django.db import connections, transaction
from django.db.utils import OperationalError

from betas.history.connections import in_passing
from dashboard.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.django_db
Connect = Callable[[float], DatabaseWrapper]


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """Makes a connection to one file, with the seconds that its writers wait."""
    made: list[DatabaseWrapper] = []

    def make(seconds: float) -> DatabaseWrapper:
        settings = connections.settings["default"] | {
            "ENGINE": "dashboard.sqlite", "NAME": str(tmp_path / "queue.sqlite3"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": seconds},
        }  # fmt: skip
        made.append(DatabaseWrapper(settings, "queue"))
        made[-1].inc_thread_sharing()
        return made[-1]

    yield make
    for each in made:
        each.close()


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_a_writer_gives_up_when_its_time_is_over(connect: Connect) -> None:
    first, second = connect(1), connect(0.05)
    begin(first)
    with pytest.raises(OperationalError, match="locked"):
        begin(second)


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_the_next_writer_comes_whatever_the_end_of_the_one_before(connect: Connect, end: str) -> None:
    first, second = connect(1), connect(0.05)
    begin(first)
    getattr(first, end)()
    begin(second)
    second.rollback()


def test_whoever_could_not_begin_holds_up_nobody(connect: Connect) -> None:
    first, second = connect(1), connect(1)
    begin(first)
    with pytest.raises(OperationalError):  # a transaction within a transaction
        first.cursor().execute("BEGIN IMMEDIATE")
    first.rollback()
    begin(second)
    second.rollback()


def test_many_writers_all_come_to_write(connect: Connect) -> None:
    connect(5).cursor().execute("CREATE TABLE written (number INTEGER)")

    def write(number: int, connection: DatabaseWrapper) -> None:
        begin(connection)
        connection.cursor().execute("INSERT INTO written VALUES (%s)", [number])
        connection.commit()

    writers = [threading.Thread(target=write, args=[number, connect(5)]) for number in range(40)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    written = connect(5).cursor().execute("SELECT number FROM written").fetchall()
    assert sorted(number for (number,) in written) == list(range(40))


def handle(connection: DatabaseWrapper) -> int:
    connection.ensure_connection()
    return id(connection.connection)


def test_a_handle_passes_to_whoever_connects_next(connect: Connect) -> None:
    first, second, third = connect(1), connect(1), connect(1)
    used = handle(first)
    assert handle(second) != used
    first.close()
    assert handle(third) == used


@pytest.mark.parametrize("trouble", ["a transaction", "an error"])
def test_a_handle_that_may_be_in_trouble_is_closed(connect: Connect, trouble: str) -> None:
    first, second = connect(1), connect(1)
    used = first.connection if handle(first) else None
    if trouble == "a transaction":
        begin(first)
    else:
        first.errors_occurred = True
    first.close()
    second.ensure_connection()
    assert second.connection is not used


@pytest.mark.django_db(transaction=True)
def test_what_is_written_in_passing_waits_for_no_disk_and_the_next_does_again() -> None:
    if default.vendor != "sqlite":
        default.ensure_connection()
        with in_passing():
            assert default.is_usable()
        return
    normal, full = 1, 2
    with in_passing():
        assert synchronous() == normal
    assert synchronous() == full
    with transaction.atomic(), in_passing():
        assert synchronous() == full


def synchronous() -> int:
    with default.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        level: int = cursor.fetchone()[0]
        return level
