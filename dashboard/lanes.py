"""Two lanes: workers that send and relay answers, and workers that answer pages.

The threads of one process take turns, so a page beside a hundred streams waits behind every token. Whoever accepts a
connection looks at how its next request begins and hands it over, as it is, where that is the other lane's.
"""

import errno
import os
import socket
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, partial
from selectors import EVENT_READ
from typing import NamedTuple

from gunicorn.http import RequestParser
from gunicorn.workers.gthread import DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker

SENDING = (b"POST /playground/send/", b"POST /playground/retry/", b"POST /api/v1/requests")
HEAD = max(map(len, SENDING))


class Handed(socket.socket):
    """Listens for connections that workers of the other lane have accepted."""

    def __init__(self) -> None:
        mine, self._theirs = socket.socketpair()
        self._theirs.setblocking(False)
        super().__init__(fileno=mine.detach())

    def close(self) -> None:
        self._theirs.close()
        super().close()

    def give(self, connection: socket.socket) -> bool:
        """Whether it has left this process's hands: not where too many wait already."""
        with suppress(OSError):
            return socket.send_fds(self._theirs, [b"."], [connection.fileno()]) > 0
        return False

    def accept(self) -> tuple[socket.socket, object]:
        """One connection and its peer. Raises OSError as a listener does where it is gone again."""
        for descriptor in socket.recv_fds(self, 1, 1)[1]:
            os.set_inheritable(descriptor, False)
            connection = socket.socket(fileno=descriptor)
            with suppress(OSError):
                return connection, connection.getpeername()
            connection.close()
        raise ConnectionAbortedError(errno.ECONNABORTED, "It was closed on its way.")


class Lanes(NamedTuple):
    pages: Handed
    sends: Handed


@cache
def lanes() -> Lanes:
    """Made once, before the first worker: those that come later take what waits for those that went."""
    return Lanes(Handed(), Handed())


class Worker(ThreadWorker):
    """`sends` says which lane it serves. The only worker there is has no lanes and serves all."""

    lanes: Lanes | None = None
    sends = False

    def init_process(self) -> None:
        if self.lanes:
            self.sockets = [self.lanes.sends] if self.sends else [*self.sockets, self.lanes.pages]
        if self.sends:
            _give_way()
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        if self.sends:
            from betas.dispatch import turns  # no model can be imported before Django is there

            self.wsgi = turns.taking(self.wsgi)

    def enqueue_req(self, conn: TConn) -> None:
        if not self.lanes or not self.alive or _has_begun(conn):
            super().enqueue_req(conn)
        elif (head := _head(conn)) is None:
            self._wait(conn)
        elif head.startswith(SENDING) != self.sends and self._other(self.lanes).give(conn.sock):
            self.nr_conns -= 1
            conn.sock.close()
        else:
            conn.data_ready = True
            super().enqueue_req(conn)

    def _other(self, lanes: Lanes) -> Handed:
        return lanes.pages if self.sends else lanes.sends

    def _wait(self, conn: TConn) -> None:
        """No thread waits for a request to begin."""
        conn.timeout = time.monotonic() + DEFAULT_WORKER_DATA_TIMEOUT
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))


def _give_way() -> None:
    """Its threads, a hundred that wake for every token, interrupt nobody: neither a page nor each other."""
    if sys.platform == "linux":
        with suppress(OSError):  # a container may forbid it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _has_begun(conn: TConn) -> bool:
    """Whether some of the next request was read along with the one before it."""
    return isinstance(conn.parser, RequestParser) and bool(conn.parser.unreader.buf.getvalue())


def _head(conn: TConn) -> bytes | None:
    """How the next request begins, nothing where the client is gone, None where it has not begun."""
    try:
        return conn.sock.recv(HEAD, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def place(worker: Worker, others: Iterable[Worker], total: int) -> None:
    """Gives a new worker the lane of one that went or, at a reload, of one that is about to: a third answer pages."""
    if total > 1 and not worker.cfg.is_ssl:
        youngest = sorted(others, key=lambda other: other.age)[1 - total :]
        worker.lanes = lanes()
        worker.sends = sum(not other.sends for other in youngest) >= max(total // 3, 1)
        if worker.sends:  # what its threads cannot take is left to the other workers
            worker.worker_connections = worker.cfg.threads
