"""A server on loopback that misbehaves as told, over raw sockets, and remembers what reached it."""

import contextlib
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable
from typing import Self

REASONS = {200: "OK", 302: "Found", 400: "Bad Request", 429: "Too Many Requests", 529: "Overloaded"}
JSON = (("content-type", "application/json"),)
SSE = (("content-type", "text/event-stream; charset=utf-8"),)


def head(status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> bytes:
    lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Odd')}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def whole(body: bytes, status: int = 200, headers: Iterable[tuple[str, str]] = JSON) -> bytes:
    """An answer with its length."""
    return head(status, [*headers, ("content-length", str(len(body)))]) + body


def close_delimited(body: bytes, status: int = 200, headers: Iterable[tuple[str, str]] = JSON) -> bytes:
    return head(status, [*headers, ("connection", "close")]) + body


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def chunked_head(status: int = 200, headers: Iterable[tuple[str, str]] = SSE) -> bytes:
    return head(status, [*headers, ("transfer-encoding", "chunked")])


def chunked(*pieces: bytes, status: int = 200, headers: Iterable[tuple[str, str]] = SSE) -> bytes:
    return chunked_head(status, headers) + b"".join(map(chunk, pieces)) + chunk(b"")


class Line:
    """The connection of one client, in the hands of a script, which ends when the client is gone.

    `request` is the whole request that the script answers.
    """

    def __init__(self, server: "FaultServer", sock: socket.socket) -> None:
        self.request = b""
        self._server = server
        self._sock = sock

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def take(self, size: int = 65536) -> bytes:
        """Some of what the client sent, nothing when it closed."""
        return self._sock.recv(size)

    def drip(self, data: bytes, every: float) -> None:
        """One byte at a time."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            self.wait(every)

    def wait(self, seconds: float) -> None:
        """Raises ConnectionError as soon as the client closes; the server then remembers when that was."""
        readable, _, _ = select.select([self._sock], [], [], seconds)
        if readable:
            try:
                rest = self._sock.recv(65536)
            except OSError:
                rest = b""
            if not rest:
                self._server.closed_at.append(time.monotonic())
                raise ConnectionAbortedError

    def hang(self, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.wait(left)

    def reset(self) -> None:
        """Closes with RST instead of FIN."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)
        self._sock.close()


Script = Callable[[Line], None]


def say(answer: bytes) -> Script:
    """Answers and waits for the next request on the same connection."""
    return lambda line: line.send(answer)


def say_and_close(answer: bytes) -> Script:
    def script(line: Line) -> None:
        line.send(answer)
        line.close()

    return script


class FaultServer:
    """`with FaultServer(script, …) as server:` the n-th request gets the n-th script, all later ones the last.

    `requests` are the whole requests as bytes, `closed_at` when clients closed early (monotonic), `connections` how
    many were made. `greeting` is a script run at once instead of reading a request.
    """

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None, greeting: Script | None = None) -> None:
        self.requests: list[bytes] = []
        self.closed_at: list[float] = []
        self.connections = 0
        self._scripts, self._tls, self._greeting = scripts, tls, greeting
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def hits(self) -> int:
        return len(self.requests)

    def __enter__(self) -> Self:
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listener.close()
        for sock in list(self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=[sock], daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        self._open.add(sock)
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(sock.close)
            stack.callback(self._open.discard, sock)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls:
                sock = stack.enter_context(self._tls.wrap_socket(sock, server_side=True))
            line = Line(self, sock)
            if self._greeting:
                self._greeting(line)
                return
            while request := _read_request(sock):
                line.request = request
                self.requests.append(request)
                self._scripts[min(len(self.requests), len(self._scripts)) - 1](line)


def _read_request(sock: socket.socket) -> bytes:
    """One request, or nothing when the client closed."""
    data, length = bytearray(), None
    while length is None or len(data) < length:
        if not (more := sock.recv(1_000_000)):
            return b""
        data += more
        if length is None and b"\r\n\r\n" in data:
            top = bytes(data).partition(b"\r\n\r\n")[0]
            lines = dict(line.lower().split(b": ", 1) for line in top.split(b"\r\n")[1:] if b": " in line)
            length = len(top) + 4 + int(lines.get(b"content-length", b"0"))
    return bytes(data)
