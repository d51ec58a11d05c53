"""The stand-in as a requests adapter: `simulator://` URLs are answered inside this process."""

import io
import threading
from typing import Any

import urllib3
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter

from betas.catalogue import facts
from betas.simulator.answers import answer_for
from betas.simulator.playing import SimulatedAnswer

# Who sends from inside needs no key; the API the simulator stands in for does.
KEY = ("x-api-key", "simulator")


class SimulatorAdapter(BaseAdapter):
    """No socket, no port, no deadlock, and no query of its own: the facts are those this process read last."""

    def send(
        self, request: PreparedRequest, stream: bool = False, timeout: Any = None, *args: Any, **kwargs: Any
    ) -> Response:
        headers = [(name, _text(value)) for name, value in request.headers.items()]
        if not {"x-api-key", "authorization"} & {name.lower() for name, _ in headers}:
            headers.append(KEY)
        answer = answer_for(request.method or "", request.path_url, headers, _bytes(request.body), facts.last())
        raw = urllib3.HTTPResponse(
            body=Chunks(answer, _read_timeout(timeout)),
            status=answer.status,
            headers=_framed(answer),
            preload_content=False,
            request_method=request.method,
        )
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is open. Session.close() calls this; BaseAdapter's own version raises."""


class Chunks(io.RawIOBase):
    """A body that arrives in pieces. Closing it, from whatever thread, ends a read that waits."""

    def __init__(self, answer: SimulatedAnswer, timeout: float | None) -> None:
        self._gone = threading.Event()
        self._timeout = timeout
        self._pieces = answer.chunks(self._wait)
        self._rest = b""

    def _wait(self, seconds: float) -> bool:
        """Raises TimeoutError as a socket does."""
        longest = seconds if self._timeout is None else min(seconds, self._timeout)
        if self._gone.wait(longest):
            return True
        if longest < seconds:
            raise TimeoutError("the simulator kept silent")
        return False

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1) -> bytes:
        """The next piece as soon as it is there, empty at the end."""
        rest = self._rest or next(self._pieces, b"")
        end = len(rest) if size < 0 else size
        self._rest = rest[end:]
        return rest[:end]

    def readinto(self, buffer: Any) -> int:
        data = self.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._gone.set()
        super().close()


def _framed(answer: SimulatedAnswer) -> dict[str, str]:
    return dict(answer.headers) | ({"transfer-encoding": "chunked"} if answer.streamed else {})


def _read_timeout(timeout: Any) -> float | None:
    """Seconds of silence, from any of the forms that requests takes."""
    if isinstance(timeout, urllib3.Timeout):
        return timeout.read_timeout if isinstance(timeout.read_timeout, int | float) else None
    seconds: float | None = timeout[1] if isinstance(timeout, tuple) else timeout
    return seconds


def _bytes(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode()
    return b"" if body is None else bytes(body)


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
