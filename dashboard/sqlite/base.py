"""Django's SQLite backend with the writers of one process in a queue, and its handles handed from thread to thread.

SQLite itself has writers sleep and try again, for longer each time: of two hundred, some then wait for seconds while
others come and go. Between processes that is still so, and its time limit holds for both.

A new handle reads the whole schema before its first query, and one for each of a hundred threads keeps it as often.
"""

import sqlite3
import threading
from collections import defaultdict, deque
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

MOST_SPARE = 16

_turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_spare: defaultdict[str, deque[sqlite3.Connection]] = defaultdict(deque)


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: threading.Lock | None = None

    @property
    def _file(self) -> str:
        return str(self.settings_dict["NAME"])

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        with suppress(IndexError):
            return _spare[self._file].pop()
        made: sqlite3.Connection = super().get_new_connection(conn_params)
        return made

    def _start_transaction_under_autocommit(self) -> None:
        turn = _turns[self._file]
        if not turn.acquire(timeout=self.settings_dict["OPTIONS"]["timeout"]):
            raise OperationalError("database is locked")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_on()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._pass_on()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_on()

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
