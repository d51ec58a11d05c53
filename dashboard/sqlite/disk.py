"""Commits that wait for the disk together: it confirms one or two hundred a second, however much each of them wrote."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress


class Disk:
    """What `sync` writes out. Who waits while others do shares the next time it is called."""

    def __init__(self, sync: Callable[[], None]) -> None:
        self._sync = sync
        self._counting, self._syncing = threading.Lock(), threading.Lock()
        self._asked = self._done = 0

    def wait(self) -> None:
        """Until all that was written before this call is on the disk. Raises OSError."""
        with self._counting:
            self._asked += 1
            mine = self._asked
        with self._syncing:
            if self._done < mine:
                asked = self._asked
                self._sync()
                self._done = asked


def write_out(log: str) -> None:
    """A log that is gone was copied into its database, on the disk, before."""
    with suppress(FileNotFoundError):
        descriptor = os.open(log, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
