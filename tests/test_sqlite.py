"""The queue of writers in front of SQLite."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection as default
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

from betas.history.connections import in_passing
from dashboard.sqlite.base import FULL, DatabaseWrapper
from dashboard.sqlite.disk import Disk

pytestmark = pytest.mark.django_db
Connect = Callable[[float], DatabaseWrapper]
NORMAL = 1


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


def test_a_writer_waits_for_one_of_another_process(connect: Connect, tmp_path: Path) -> None:
    patient, hasty = connect(5), connect(0.05)
    patient.cursor().execute("PRAGMA journal_mode=WAL")
    other = sqlite3.connect(tmp_path / "queue.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        begin(hasty)
    threading.Timer(0.1, other.commit).start()
    begin(patient)
    patient.rollback()
    assert not patient.errors_occurred
    [kept] = patient.cursor().execute("PRAGMA busy_timeout").fetchone()
    assert kept == 5000
    other.close()


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A number for each time that something was written out to the disk by us."""
    times: list[int] = []
    monkeypatch.setattr("os.fsync", times.append)
    return times


def test_a_commit_returns_when_the_disk_has_it(connect: Connect, synced: list[int]) -> None:
    writer = connect(1)
    writer.cursor().execute("PRAGMA journal_mode=WAL")
    writer.cursor().execute("PRAGMA synchronous=FULL")
    begin(writer)
    writer.cursor().execute("CREATE TABLE written (number INTEGER)")
    assert not synced
    writer.commit()
    assert len(synced) == 1
    assert level(writer) == FULL
    begin(writer)
    writer.rollback()
    assert (len(synced), level(writer)) == (1, FULL)


def test_a_disk_that_fails_fails_the_commit(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError("no space left")

    writer = connect(1)
    writer.cursor().execute("PRAGMA journal_mode=WAL")
    writer.cursor().execute("PRAGMA synchronous=FULL")
    begin(writer)
    writer.cursor().execute("CREATE TABLE written (number INTEGER)")
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OperationalError, match="disk"):
        writer.commit()


@pytest.mark.django_db(transaction=True)
def test_what_is_written_in_passing_waits_for_no_disk_and_the_next_does_again() -> None:
    if default.vendor != "sqlite":
        default.ensure_connection()
        with in_passing():
            assert default.is_usable()
        return
    usual = level(default)
    default.cursor().execute("PRAGMA synchronous=FULL")
    with in_passing():
        assert level(default) == NORMAL
    assert level(default) == FULL
    with transaction.atomic(), in_passing():
        assert level(default) == NORMAL
    assert level(default) == FULL
    default.cursor().execute(f"PRAGMA synchronous={usual}")


def level(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        found: int = cursor.fetchone()[0]
        return found


def test_who_waits_for_the_disk_together_waits_once() -> None:
    began, times = threading.Event(), list[float]()

    def sync() -> None:
        began.set()
        time.sleep(0.1)
        times.append(time.monotonic())

    disk, returned = Disk(sync), list[float]()

    def wait() -> None:
        disk.wait()
        returned.append(time.monotonic())

    first = threading.Thread(target=wait)
    first.start()
    began.wait()
    others = [threading.Thread(target=wait) for _ in range(20)]
    for other in others:
        other.start()
    for thread in [first, *others]:
        thread.join()
    assert len(times) == 2
    assert sorted(returned)[1] >= times[1]  # the first time had begun before the others wrote
