"""How many calls may be open at once, so that threads are left for pages.

Counted in this process: every worker has as many places of its own.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

RETRY_AFTER_S = 5

# Set when this process has been told to stop: open calls then end within half a second.
closing = threading.Event()

_lock = threading.Lock()
_taken: Counter[str] = Counter()


class TooManyStreams(Exception):
    """No place is free; nothing was sent. Try again in `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int = RETRY_AFTER_S) -> None:
        super().__init__(f"again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


@contextmanager
def taken(name: str) -> Iterator[None]:
    """Holds one place for `name`. Raises TooManyStreams."""
    with _lock:
        if _taken[name] >= settings.MAX_STREAMS_PER_USER or _taken.total() >= settings.MAX_STREAMS:
            raise TooManyStreams
        _taken[name] += 1
    try:
        yield
    finally:
        with _lock:
            _taken[name] -= 1
            if not _taken[name]:
                del _taken[name]
