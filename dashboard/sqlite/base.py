"""Django's SQLite backend with the writers of one process in a queue, and its handles handed from thread to thread.

SQLite itself has writers sleep and try again, for longer each time: of two hundred, some then wait for seconds while
others come and go. Here they queue, and the one in front asks again each millisecond, since between processes there is
no queue. The time limit is SQLite's.

With synchronous=FULL a commit waits for the disk, and all writers with it. Here it passes the turn on first and waits
then, together with those that committed meanwhile.

A new handle reads the whole schema before its first query, and one for each of a hundred threads keeps it as often.
"""

import sqlite3
import threading
import time
from collections import defaultdict, deque
from contextlib import suppress
from functools import cache, partial
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from dashboard.sqlite.disk import Disk, write_out

MOST_SPARE = 16
AGAIN_S = 0.001
FULL = 2

_turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_spare: defaultdict[str, deque[sqlite3.Connection]] = defaultdict(deque)


@cache
def _disk(file: str) -> Disk:
    return Disk(partial(write_out, f"{file}-wal"))


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: threading.Lock | None = None
        self._waits = False

    @property
    def _file(self) -> str:
        return str(self.settings_dict["NAME"])

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        with suppress(IndexError):
            return _spare[self._file].pop()
        made: sqlite3.Connection = super().get_new_connection(conn_params)
        return made

    def _start_transaction_under_autocommit(self) -> None:
        turn, patience = _turns[self._file], self.settings_dict["OPTIONS"]["timeout"]
        until = time.monotonic() + patience
        if not turn.acquire(timeout=patience):
            raise OperationalError("database is locked")
        self._turn = turn
        try:
            self._confirm_later()
            self._begin(until)
        except BaseException:
            self._confirm_at_once()
            self._pass_on()
            raise

    def _begin(self, until: float) -> None:
        """Between processes there is one waiting in each: it may ask often."""
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            while not self._begun(until):
                time.sleep(AGAIN_S)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={self.settings_dict['OPTIONS']['timeout'] * 1000:.0f}")

    def _begun(self, until: float) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError:
            if time.monotonic() >= until or self.connection.in_transaction:
                raise
            self.errors_occurred = False
            return False
        return True

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        waits = self._confirm_at_once()
        self._pass_on()
        if waits:
            self._confirm()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
            self._confirm_at_once()
        finally:
            self._pass_on()

    def _confirm_later(self) -> None:
        [level] = self.connection.execute("PRAGMA synchronous").fetchone()
        if level == FULL:
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self._waits = True

    def _confirm_at_once(self) -> bool:
        """As a single statement is; whether the transaction was not."""
        waits, self._waits = self._waits, False
        if waits:
            self.connection.execute("PRAGMA synchronous=FULL")
        return waits

    def _confirm(self) -> None:
        try:
            _disk(self._file).wait()
        except OSError as error:
            raise OperationalError("disk I/O error") from error

    def _close(self) -> None:
        try:
            if self._can_be_lent():
                _spare[self._file].append(self.connection)
            else:
                super()._close()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _can_be_lent(self) -> bool:
        is_sound = not self.errors_occurred and not self.connection.in_transaction
        return is_sound and len(_spare[self._file]) < MOST_SPARE

    def _pass_on(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            turn.release()
