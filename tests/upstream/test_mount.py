"""An adapter in place of the network, as the simulator's: same client, same ends."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter, HTTPAdapter

from betas.upstream import client, reader
from betas.upstream.call import Failure, Limits, Outcome
from tests.upstream.conftest import call_to, key_for, run

URL = "simulator://mounted"
Mounted = Callable[[Callable[[threading.Event], Iterator[bytes]]], list[PreparedRequest]]


class Body(io.RawIOBase):
    def __init__(self, pieces: Callable[[threading.Event], Iterator[bytes]]) -> None:
        self.gone = threading.Event()
        self._pieces = pieces(self.gone)

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")

    def close(self) -> None:
        self.gone.set()
        super().close()


class Adapter(BaseAdapter):
    def __init__(self, pieces: Callable[[threading.Event], Iterator[bytes]]) -> None:
        self.requests: list[PreparedRequest] = []
        self._pieces = pieces

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        self.requests.append(request)
        headers = {"content-type": "application/json", "transfer-encoding": "chunked"}
        raw = urllib3.HTTPResponse(Body(self._pieces), headers, status=200, preload_content=False)
        return HTTPAdapter().build_response(request, raw)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def mounted(monkeypatch: pytest.MonkeyPatch) -> Mounted:
    monkeypatch.setattr(reader, "_mounted", {})

    def mount(pieces: Callable[[threading.Event], Iterator[bytes]]) -> list[PreparedRequest]:
        adapter = Adapter(pieces)
        client.mount("simulator://", adapter)
        return adapter.requests

    return mount


def silent(gone: threading.Event) -> Iterator[bytes]:
    yield b"part"
    gone.wait(20)


def test_a_mounted_adapter_answers(mounted: Mounted) -> None:
    requests = mounted(lambda gone: iter([b"a", b"b"]))
    body, outcome = run(call_to(URL), key_for(URL))
    assert (body, outcome.state, outcome.status) == (b"ab", "done", 200)
    assert requests[0].url == "simulator://mounted/v1/messages"
    assert requests[0].headers["x-api-key"] == "sk-ant-canary"


def test_each_piece_comes_when_it_is_made(mounted: Mounted) -> None:
    def slow(gone: threading.Event) -> Iterator[bytes]:
        yield b"a"
        gone.wait(0.1)
        yield b"b"

    mounted(slow)
    pieces = client.stream(call_to(URL), None, cancel=threading.Event())
    assert [piece for piece in pieces if isinstance(piece, bytes)] == [b"a", b"b"]


def test_its_silence_is_a_timeout(mounted: Mounted) -> None:
    mounted(silent)
    body, outcome = run(call_to(URL))
    assert (body, outcome.failure, outcome.truncated) == (b"part", Failure.TIMEOUT, True)


def test_a_connection_that_it_breaks_is_broken(mounted: Mounted) -> None:
    def cut(gone: threading.Event) -> Iterator[bytes]:
        yield b"part"
        raise ConnectionResetError

    mounted(cut)
    body, outcome = run(call_to(URL))
    assert (body, outcome.failure) == (b"part", Failure.RESET)


def test_a_cancel_ends_it_at_once(mounted: Mounted) -> None:
    mounted(silent)
    cancel = threading.Event()
    pieces = client.stream(call_to(URL, limits=Limits()), None, cancel=cancel)
    assert next(pieces) == b"part"
    cancel.set()
    before = time.monotonic()
    *_, outcome = pieces
    assert isinstance(outcome, Outcome)
    assert outcome.state == "cancelled"
    assert time.monotonic() - before < 0.7
    assert readers_are_gone()


def readers_are_gone() -> bool:
    readers = [thread for thread in threading.enumerate() if thread.name == "upstream reader"]
    for thread in readers:
        thread.join(2)
    return not any(thread.is_alive() for thread in readers)


def test_without_an_adapter_the_scheme_leads_nowhere(mounted: Mounted) -> None:
    _, outcome = run(call_to(URL))
    assert outcome.failure == Failure.BLOCKED_ADDRESS


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_error_of_our_own_is_an_outcome_too(mounted: Mounted) -> None:
    def broken(gone: threading.Event) -> Iterator[bytes]:
        yield b"part"
        raise KeyError

    mounted(broken)
    body, outcome = run(call_to(URL))
    assert (body, outcome.state, outcome.failure) == (b"part", "failed", Failure.INTERRUPTED)
    assert readers_are_gone()
