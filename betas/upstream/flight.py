"""One call under way: what the thread that reads it and the one that watches it tell each other."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from typing import NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betas.upstream import guard
from betas.upstream.call import Failure, Limits
from betas.upstream.failures import Stopped, Verdict

ROOM = 1024 * 1024
UNCONNECTED = _("No connection within %(seconds)g seconds.")
SILENT = _("Nothing came for %(seconds)g seconds.")
ENDLESS = _("Not finished within %(seconds)g seconds.")


class Closable(Protocol):
    def close(self) -> None: ...


class Reply(NamedTuple):
    """The head of an answer, header names in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    close_delimited: bool


class Clock(NamedTuple):
    """Seconds left, none where that is not above 0, and what it means when none are."""

    left: float
    failure: Failure
    words: Promise
    limit: float

    def verdict(self) -> Verdict:
        return Verdict(self.failure, str(self.words) % {"seconds": self.limit})


class Mailbox:
    """Bytes on their way from reader to watcher, then one verdict. A full box makes the reader wait.

    Each count is written by one of the two alone: a lock between them would cost more than all else about a token.
    """

    def __init__(self) -> None:
        self._items: SimpleQueue[bytes | Verdict] = SimpleQueue()
        self._put = self._taken = 0
        self._room = threading.Event()
        self._verdict: Verdict | None = None
        self._shut = False

    def put(self, data: bytes) -> None:
        """Raises Stopped when nobody watches any more."""
        self._put += len(data)
        self._items.put(data)
        while self._full():
            self._room.clear()
            if self._full():
                self._room.wait()
        if self._shut:
            raise Stopped

    def _full(self) -> bool:
        return self._put - self._taken >= ROOM and not self._shut

    def end(self, verdict: Verdict) -> None:
        self._items.put(verdict)

    def take(self, seconds: float) -> bytes | Verdict:
        """All that has come, the verdict when nothing is left, or b"" after waiting that long."""
        pieces = [self._next(max(seconds, 0))]
        while self._verdict is None and not self._items.empty():
            pieces.append(self._next(0))
        data = b"".join(pieces)
        self._taken += len(data)
        if not self._room.is_set():
            self._room.set()
        return data or self._verdict or b""

    def _next(self, seconds: float) -> bytes:
        """The piece that lies there, or comes within `seconds`. Behind the verdict nothing comes any more."""
        if self._verdict is not None:
            return b""
        try:
            item = self._items.get(timeout=seconds)
        except Empty:
            return b""
        if isinstance(item, bytes):
            return item
        self._verdict = item
        return b""

    def shut(self) -> None:
        self._shut = True
        self._room.set()


class Flight:
    """`line` is a second handle on the connection of this call, ours alone.

    It reaches a socket in the middle of its TLS handshake or of its headers, which requests shows to nobody, and
    shutting it down cannot hit a descriptor that something else has been given in the meantime.
    """

    def __init__(self, limits: Limits, cancel: threading.Event) -> None:
        self.box = Mailbox()
        self.reply: Reply | None = None
        self._limits = limits
        self._cancel = cancel
        self._started = time.monotonic()
        self._has_socket = True
        self._connected = False
        self._waiting_since: float | None = None
        self._lock = threading.Lock()
        self._stopped = False
        self._line: socket.socket | None = None
        self._source: Closable | None = None

    def begin(self, *, has_socket: bool) -> None:
        """The clocks start."""
        self._started = self._waiting_since = time.monotonic()
        self._has_socket, self._connected = has_socket, not has_socket

    # The reader's side.

    def connect(self, host: str, port: int, allowed: Iterable[str] | None, options: guard.Options) -> socket.socket:
        """Raises Stopped."""
        until = self._started + self._limits.connect_s
        return guard.connect(host, port, allowed, until=until, options=options, hold=self.hold)

    def hold(self, sock: socket.socket) -> None:
        """Takes a handle on the connection. Raises Stopped when it is too late to use it."""
        with self._lock:
            self.check()
            self._drop()
            handle = os.dup(sock.fileno())
            self._line = socket.socket(sock.family, sock.type, sock.proto, fileno=handle)

    def may_send(self, sock: socket.socket) -> None:
        """Asked before every piece that leaves. Raises Stopped."""
        self._connected = True
        if self._line is None:
            self.hold(sock)
        self.check()
        self.waiting()

    def check(self) -> None:
        """Raises Stopped when nobody wants the answer any more."""
        if self._stopped or self._cancel.is_set():
            raise Stopped

    def let_go(self) -> None:
        """The connection goes back to its pool: from here on it may be another call's."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def replied(self, reply: Reply, source: Closable) -> None:
        """`source` is what to close where there is no connection to shut down. Raises Stopped."""
        with self._lock:
            self.check()
            self.reply = reply
            self._source = None if self._has_socket else source

    def waiting(self) -> None:
        """From now on it is the upstream we wait for."""
        self._waiting_since = time.monotonic()

    def deliver(self, data: bytes) -> None:
        """Raises Stopped."""
        self._waiting_since = None
        self.box.put(data)

    def end(self, verdict: Verdict) -> None:
        with self._lock:
            self._drop()
            self._source = None
        self.box.end(verdict)

    # The watcher's side.

    def stop(self) -> None:
        """Ends the connection at once. Does nothing to a call that is over."""
        with self._lock:
            self._stopped = True
            if self._line is not None:
                with contextlib.suppress(OSError):  # the upstream was faster
                    self._line.shutdown(socket.SHUT_RDWR)
            source = self._source
        if source is not None:
            source.close()
        self.box.shut()

    def elapsed_ms(self) -> int:
        return round((time.monotonic() - self._started) * 1000)

    def clock(self) -> Clock:
        """The clock that runs out first."""
        now, limits, since = time.monotonic(), self._limits, self._waiting_since
        clock = Clock(self._started + limits.total_s - now, Failure.TIMEOUT, ENDLESS, limits.total_s)
        if not self._connected:
            left = self._started + limits.connect_s - now
            other = Clock(left, Failure.CONNECT_TIMEOUT, UNCONNECTED, limits.connect_s)
        elif since is not None:
            other = Clock(since + limits.silence_s - now, Failure.TIMEOUT, SILENT, limits.silence_s)
        else:
            return clock
        return other if other.left < clock.left else clock
