"""An answer as a score: bytes, pauses, and perhaps a cut. Whoever plays it says how to wait."""

import errno
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

Header = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks here."""


Step = bytes | Pause | Cut


def sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False


@dataclass(frozen=True, slots=True)
class SimulatedAnswer:
    """Header names are lower case; a body that is not streamed states its length."""

    status: int
    headers: tuple[Header, ...]
    steps: tuple[Step, ...]

    @property
    def streamed(self) -> bool:
        return not any(name == "content-length" for name, _ in self.headers)

    @property
    def at_once(self) -> bool:
        return all(isinstance(step, bytes) for step in self.steps)

    def chunks(self, wait: Callable[[float], bool] = sleep) -> Iterator[bytes]:
        """The body in pieces; `wait` takes seconds, says whether the reader has gone. Raises ConnectionResetError."""
        for step in self.steps:
            if isinstance(step, bytes):
                yield step
            elif isinstance(step, Cut):
                raise ConnectionResetError(errno.ECONNRESET, "cut by the simulator")
            elif wait(step.seconds):
                return

    def also(self, *headers: Header) -> "SimulatedAnswer":
        """With further headers; one that stands already stays."""
        given = {name for name, _ in self.headers}
        return replace(self, headers=(*self.headers, *(header for header in headers if header[0] not in given)))


def json_answer(status: int, value: Any, headers: Iterable[Header] = ()) -> SimulatedAnswer:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    own = (("content-type", "application/json"), ("content-length", str(len(body))))
    return SimulatedAnswer(status, (*own, *headers), (body,))


def event_stream(steps: Iterable[Step]) -> SimulatedAnswer:
    headers = (("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache"))
    return SimulatedAnswer(200, headers, tuple(steps))
