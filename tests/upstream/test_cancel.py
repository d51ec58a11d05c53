"""Stopping a call: who stops it, when the upstream notices, and that nothing is left behind."""

import gc
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from betas.upstream import client
from betas.upstream.call import Limits, Outcome
from tests.faultserver import FaultServer, Line, chunk, chunked, chunked_head, say, whole
from tests.upstream.certificates import Authority
from tests.upstream.conftest import Serve, call_to, message, run

PATIENT = Limits(connect_s=20, silence_s=20, total_s=30)


def flowing(line: Line) -> None:
    line.send(chunked_head())
    while True:
        line.send(chunk(b"token "))
        line.wait(0.02)


def falls_silent(line: Line) -> None:
    line.send(chunked_head() + chunk(b"token "))
    line.hang()


def hangs(line: Line) -> None:
    line.hang()


def drips(line: Line) -> None:
    line.drip(chunked_head(headers=[("x", "y" * 5000)]), 0.02)


def soon(found: Callable[[], object], limit: float = 3) -> bool:
    until = time.monotonic() + limit
    while not found() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(found())


def cancelled_after(server: FaultServer, seconds: float) -> tuple[bytes, Outcome, float]:
    """Body, outcome, and how long after the cancel the server saw its connection closed."""
    cancel, at = threading.Event(), list[float]()

    def stop() -> None:
        at.append(time.monotonic())
        cancel.set()

    timer = threading.Timer(seconds, stop)
    timer.start()
    body, outcome = run(call_to(server.url, stream=True, limits=PATIENT), cancel=cancel)
    timer.join()
    assert soon(lambda: server.closed_at)
    return body, outcome, server.closed_at[0] - at[0]


def test_while_tokens_flow_the_upstream_sees_a_cancel_within_half_a_second(serve: Serve) -> None:
    body, outcome, delay = cancelled_after(serve(flowing), 0.3)
    assert (outcome.state, outcome.failure, outcome.truncated) == ("cancelled", None, True)
    assert body == b"token " * (len(body) // 6)
    assert outcome.size == len(body) > 0
    assert delay < 0.5


@pytest.mark.parametrize("script", [falls_silent, hangs, drips])
def test_in_silence_the_upstream_sees_a_cancel_within_two_seconds(script: Callable[[Line], None], serve: Serve) -> None:
    _, outcome, delay = cancelled_after(serve(script), 0.3)
    assert outcome.state == "cancelled"
    assert delay < 1


def test_over_tls_too(serve: Serve, authority: Authority, settings: Settings) -> None:
    settings.UPSTREAM_CA_BUNDLE = str(authority.bundle)
    body, outcome, delay = cancelled_after(serve(falls_silent, tls=authority.server()), 0.3)
    assert (body, outcome.state) == (b"token ", "cancelled")
    assert delay < 1


def test_in_a_tls_handshake_that_hangs(serve: Serve) -> None:
    def script(line: Line) -> None:
        assert line.take()
        line.hang()

    server = serve(greeting=script)
    server.url = server.url.replace("http:", "https:")
    _, outcome, delay = cancelled_after(server, 0.3)
    assert outcome.state == "cancelled"
    assert delay < 1


@pytest.mark.parametrize("script", [flowing, falls_silent])
def test_closing_the_generator_closes_the_connection(script: Callable[[Line], None], serve: Serve) -> None:
    server = serve(script)
    pieces = client.stream(call_to(server.url, stream=True, limits=PATIENT), None, cancel=threading.Event())
    while not next(pieces):
        pass
    at = time.monotonic()
    pieces.close()
    assert time.monotonic() - at < 0.1
    assert soon(lambda: server.closed_at)
    assert server.closed_at[0] - at < 0.5


def test_forgetting_the_generator_closes_the_connection(serve: Serve) -> None:
    server = serve(falls_silent)
    pieces = client.stream(call_to(server.url, stream=True, limits=PATIENT), None, cancel=threading.Event())
    next(pieces)
    del pieces
    gc.collect()
    assert soon(lambda: server.closed_at)


def test_after_the_outcome_the_connection_is_closed_at_once(serve: Serve) -> None:
    server = serve(falls_silent)
    cancel = threading.Event()
    for piece in client.stream(call_to(server.url, stream=True, limits=PATIENT), None, cancel=cancel):
        cancel.set()
        if isinstance(piece, Outcome):
            assert soon(lambda: server.closed_at, 0.5)
            return


def test_a_cancel_that_came_first_sends_nothing(serve: Serve) -> None:
    server, cancel = serve(say(whole(message()))), threading.Event()
    cancel.set()
    body, outcome = run(call_to(server.url), cancel=cancel)
    assert (body, outcome.state, outcome.status) == (b"", "cancelled", None)
    assert server.connections == 0


def test_a_cancel_while_connecting_sends_nothing(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server, cancel = serve(say(whole(message()))), threading.Event()

    def getaddrinfo(*_arguments: object, **_options: object) -> list[tuple[object, ...]]:
        cancel.set()
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]

    monkeypatch.setattr("betas.upstream.guard.socket.getaddrinfo", getaddrinfo)
    _, outcome = run(call_to(server.url), cancel=cancel)
    assert (outcome.state, server.hits, server.connections) == ("cancelled", 0, 0)


def test_a_cancel_while_the_request_is_being_sent_ends_it(serve: Serve) -> None:
    def read_a_little(line: Line) -> None:
        line.take(1000)
        time.sleep(0.5)
        while data := line.take(1_000_000):
            received.append(len(data))

    received, cancel = list[int](), threading.Event()
    server = serve(greeting=read_a_little)
    threading.Timer(0.2, cancel.set).start()
    _, outcome = run(call_to(server.url, body=bytes(32_000_000), limits=PATIENT), cancel=cancel)
    assert (outcome.state, outcome.status) == ("cancelled", None)
    assert soon(lambda: server.closed_at == [] and sum(received) < 32_000_000)


def test_after_a_cancel_nothing_more_is_sent_even_while_nobody_looks(serve: Serve) -> None:
    received, cancel = list[int](), threading.Event()

    def read_after_the_cancel(line: Line) -> None:
        cancel.wait()
        while data := line.take(1_000_000):
            received.append(len(data))

    server = serve(greeting=read_after_the_cancel)
    pieces = client.stream(call_to(server.url, body=bytes(32_000_000), limits=PATIENT), None, cancel=cancel)
    assert next(pieces) == b""
    cancel.set()
    time.sleep(0.5)
    assert 0 < sum(received) < 16_000_000
    pieces.close()


def test_a_late_cancel_changes_nothing(serve: Serve) -> None:
    server, cancel = serve(say(whole(message()))), threading.Event()
    _, outcome = run(call_to(server.url), cancel=cancel)
    cancel.set()
    assert outcome.state == "done"
    assert run(call_to(server.url))[1].state == "done"
    assert server.connections == 1


def test_a_stop_after_the_last_byte_leaves_the_connection_to_the_next_call(serve: Serve) -> None:
    """All is read from the wire, so that the connection is free, but not all of it is unpacked and taken."""
    packed = whole(gzip.compress(bytes(4_000_000)), headers=[("content-encoding", "gzip")])
    server = serve(say(packed), say(whole(message())))
    pieces = client.stream(call_to(server.url, limits=PATIENT), None, cancel=threading.Event())
    assert next(pieces)
    time.sleep(0.1)
    pieces.close()
    assert run(call_to(server.url))[1].state == "done"
    assert (server.hits, server.connections) == (2, 1)


def test_a_cancelled_call_never_hits_the_connection_of_another(serve: Serve) -> None:
    """Calls end and are cancelled at about the same time, on connections that go round."""
    server, states = serve(say(chunked(b"a", b"b", b"c"))), list[str]()

    def many() -> None:
        for number in range(60):
            cancel = threading.Event()
            for piece in client.stream(call_to(server.url, stream=True, limits=PATIENT), None, cancel=cancel):
                if number % 2 and piece:
                    cancel.set()
                if isinstance(piece, Outcome):
                    states.append(piece.state)

    threads = [threading.Thread(target=many) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(states) <= {"done", "cancelled"}
    assert states.count("done") >= 180


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Threads and descriptors are as many as before, but for two."""
    gc.collect()
    before = threading.active_count(), descriptors()
    yield
    gc.collect()
    assert soon(lambda: threading.active_count() <= before[0] + 2)
    assert soon(lambda: descriptors() <= before[1] + 2)


@pytest.mark.parametrize("script", [flowing, falls_silent, hangs, drips], ids=lambda script: script.__name__)
def test_many_stopped_calls_leave_no_thread_and_no_descriptor(
    script: Callable[[Line], None], nothing_left: None
) -> None:
    with FaultServer(script) as server:
        for _ in range(6):
            pieces = client.stream(call_to(server.url, stream=True, limits=PATIENT), None, cancel=threading.Event())
            next(pieces)
            pieces.close()


def test_many_calls_of_every_end_leave_no_thread_and_no_descriptor(nothing_left: None) -> None:
    def close(line: Line) -> None:
        line.close()

    def reset(line: Line) -> None:
        line.reset()

    for script in (say(whole(message())), close, reset):
        with FaultServer(script) as server:
            for _ in range(40):
                run(call_to(server.url))


def test_a_body_that_nobody_takes_holds_up_its_reader_and_lets_it_go(serve: Serve, nothing_left: None) -> None:
    server = serve(say(whole(bytes(32 * 1024 * 1024))))
    pieces = client.stream(call_to(server.url, limits=PATIENT), None, cancel=threading.Event())
    next(pieces)
    time.sleep(0.2)
    pieces.close()
    server.__exit__()
