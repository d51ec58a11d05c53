"""SECURITY's F1 to F8 at the client: no connection, one that breaks off, one that is silent."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from betas.upstream.call import Failure
from tests.faultserver import Line, chunk, chunked_head, close_delimited, head
from tests.upstream.conftest import QUICK, Serve, call_to, run
from tests.upstream.faults import PART, both, ends_as, misbehaves

# F1 to F3: no connection.


@both
def test_f01_a_closed_port_is_refused(stream: bool, serve: Serve) -> None:
    server = serve()
    server.__exit__()
    outcome = ends_as(Failure.REFUSED, server, stream, times=10)
    assert outcome.status is None
    assert "refused" in outcome.detail.lower()


@both
def test_f02_a_name_nobody_knows(stream: bool) -> None:
    body, outcome = run(call_to("https://nobody.invalid", stream=stream))
    assert (body, outcome.failure) == (b"", Failure.DNS)
    assert "nobody.invalid" in outcome.detail


@pytest.fixture
def deaf() -> Iterator[str]:
    """A listener whose queue is full: the system drops whoever knocks."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@both
def test_f03_a_connection_that_nobody_takes(stream: bool, deaf: str) -> None:
    body, outcome = run(call_to(deaf, stream=stream))
    assert (body, outcome.failure) == (b"", Failure.CONNECT_TIMEOUT)
    assert 0.9 < outcome.total_ms / 1000 / QUICK.connect_s < 2


# F5 to F8: broken off or silent.


@both
def test_f05_closed_without_an_answer(stream: bool, serve: Serve) -> None:
    ends_as(Failure.RESET, serve(misbehaves(then="close")), stream, times=10)


@both
def test_f05_reset_before_the_headers(stream: bool, serve: Serve) -> None:
    ends_as(Failure.RESET, serve(misbehaves(then="reset")), stream, times=10)


@both
def test_f05_reset_in_the_middle_of_the_headers(stream: bool, serve: Serve) -> None:
    ends_as(Failure.RESET, serve(misbehaves(b"HTTP/1.1 200 OK\r\nconten", then="reset")), stream)


@both
def test_f05_reset_while_the_request_is_being_sent(stream: bool, serve: Serve) -> None:
    def script(line: Line) -> None:
        line.take(1000)
        line.reset()

    server = serve(greeting=script)
    body, outcome = run(call_to(server.url, stream=stream, body=bytes(8_000_000)))
    assert (body, outcome.failure, server.hits) == (b"", Failure.RESET, 0)


@both
def test_f06_silence_before_the_headers(stream: bool, serve: Serve) -> None:
    outcome = ends_as(Failure.TIMEOUT, serve(misbehaves(then="hang")), stream, times=2)
    assert 0.9 < outcome.total_ms / 1000 / QUICK.silence_s < 2


@both
def test_f07_silence_in_mid_answer(stream: bool, serve: Serve) -> None:
    server = serve(misbehaves(chunked_head(), chunk(PART), then="hang"))
    outcome = ends_as(Failure.TIMEOUT, server, stream, kept=PART, times=2)
    assert (outcome.status, outcome.truncated) == (200, True)
    assert 0.9 < outcome.total_ms / 1000 / QUICK.silence_s < 2


@both
def test_f08_headers_that_never_end(stream: bool, serve: Serve) -> None:
    server = serve(lambda line: line.drip(head(200, [("x", "y" * 1000)]), 0.05))
    outcome = ends_as(Failure.TIMEOUT, server, stream, times=2)
    assert 0.9 < outcome.total_ms / 1000 / QUICK.silence_s < 3


@both
def test_f08_a_body_that_never_ends(stream: bool, serve: Serve) -> None:
    def script(line: Line) -> None:
        line.send(close_delimited(b""))
        line.drip(bytes(1000), 0.05)

    server = serve(script)
    body, outcome = run(call_to(server.url, stream=stream))
    assert (outcome.state, outcome.failure, outcome.truncated) == ("failed", Failure.TIMEOUT, True)
    assert body == bytes(outcome.size)
    assert outcome.size > 5
    assert 0.9 < outcome.total_ms / 1000 / QUICK.total_s < 2
    assert f"{QUICK.total_s:g} seconds" in outcome.detail
