"""Clocks, sizes and the one try: SECURITY R1, R2, R6."""

import os
import threading
import time
import zlib
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it has no types
import pytest

from betas.upstream import client
from betas.upstream.call import MEBIBYTE, Failure, Limits, Outcome
from tests.faultserver import JSON, Line, chunk, chunked_head, close_delimited, head, say, say_and_close, whole
from tests.upstream.conftest import Serve, call_to, message, run

SECONDS = Limits(connect_s=2, silence_s=2, total_s=10)


def gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


# R1: the total clock.


@pytest.mark.parametrize("stream", [False, True])
def test_r1_headers_dripping_for_ever_run_into_the_total_clock(stream: bool, serve: Serve) -> None:
    server = serve(lambda line: line.drip(head(200, [("x", "y" * 1000)]), 0.05))
    limits = Limits(connect_s=5, silence_s=5, total_s=0.6)
    _, outcome = run(call_to(server.url, stream=stream, limits=limits))
    assert outcome.failure == Failure.TIMEOUT
    assert 550 < outcome.total_ms < 1100


def test_r1_a_reader_that_pauses_is_not_taken_for_a_silent_upstream(serve: Serve) -> None:
    """The box is full and the reader waits for us, longer than the upstream may be silent."""
    sent = bytes(6 * MEBIBYTE)
    limits = Limits(connect_s=1, silence_s=0.3, total_s=10)
    call = call_to(serve(say(whole(sent))).url, limits=limits)
    pieces = client.stream(call, None, cancel=threading.Event())
    first = next(pieces)
    threading.Event().wait(0.6)
    *_, outcome = pieces
    assert first
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.size) == ("done", len(sent))


def test_r1_a_long_request_may_take_longer_to_send_than_the_upstream_may_be_silent(serve: Serve) -> None:
    def slow(line: Line) -> None:
        left = 16_000_000
        while left > 0:
            time.sleep(0.05)
            left -= len(line.take(1_000_000))
        line.send(whole(message()))

    call = call_to(serve(greeting=slow).url, body=bytes(16_000_000), limits=Limits(silence_s=0.4, total_s=10))
    _, outcome = run(call)
    assert outcome.status == 200
    assert outcome.total_ms > 700


def test_silence_is_told_about_twice_a_second(serve: Serve) -> None:
    def script(line: Line) -> None:
        line.wait(1.2)
        line.send(whole(b"{}"))

    pieces = list(client.stream(call_to(serve(script).url, limits=SECONDS), None, cancel=threading.Event()))
    assert pieces[:-1] == [b"", b"", b"{}"]


# R2: sizes.


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(whole(b"x" * 33 * MEBIBYTE), id="33 MiB"),
        pytest.param(
            head(200, [*JSON, ("content-length", str(10**12))]) + b"x" * 2 * MEBIBYTE, id="a terabyte promised"
        ),
        pytest.param(whole(b"x" * (MEBIBYTE + 1)), id="one byte"),
    ],
)
def test_r2_a_body_over_the_limit_is_cut_and_its_part_kept(answer: bytes, stream: bool, serve: Serve) -> None:
    limits = Limits(body_bytes=MEBIBYTE)
    body, outcome = run(call_to(serve(say(answer)).url, stream=stream, limits=limits))
    assert (outcome.state, outcome.failure, outcome.truncated) == ("failed", Failure.TOO_LARGE, True)
    assert body == b"x" * MEBIBYTE
    assert outcome.size == MEBIBYTE


def test_r2_a_body_of_exactly_the_limit_is_whole(serve: Serve) -> None:
    body, outcome = run(call_to(serve(say(whole(b"x" * 1000))).url, limits=Limits(body_bytes=1000)))
    assert (len(body), outcome.state, outcome.truncated) == (1000, "done", False)


@pytest.mark.parametrize("stream", [False, True])
def test_r2_an_endless_body_is_cut(stream: bool, serve: Serve) -> None:
    def script(line: Line) -> None:
        line.send(chunked_head())
        while True:
            line.send(chunk(b"x" * 65536))

    body, outcome = run(call_to(serve(script).url, stream=stream, limits=Limits(body_bytes=MEBIBYTE)))
    assert (body, outcome.failure) == (b"x" * MEBIBYTE, Failure.TOO_LARGE)


def test_r2_the_page_of_a_redirect_is_cut_too(serve: Serve) -> None:
    def script(line: Line) -> None:
        line.send(close_delimited(b"", 302, [("location", "/elsewhere")]))
        while True:
            line.send(b"x" * 65536)

    body, outcome = run(call_to(serve(script).url, limits=Limits(body_bytes=MEBIBYTE)))
    assert (len(body), outcome.failure, outcome.truncated) == (MEBIBYTE, Failure.REDIRECT, True)


def bomb(encoding: str) -> bytes:
    """200 MB of zeroes in a few hundred KB, or in less than one."""
    zeroes = bytes(200_000_000)
    match encoding:
        case "gzip, gzip":
            return gzip(gzip(zeroes))
        case "deflate":
            return zlib.compress(zeroes)
        case "br":
            packed: bytes = brotli.compress(zeroes, quality=1)
            return packed
    return gzip(zeroes)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
@pytest.mark.parametrize("cap", [MEBIBYTE, 32 * MEBIBYTE])
def test_r2_a_bomb_goes_off_up_to_the_limit_and_in_little_memory(encoding: str, cap: int, serve: Serve) -> None:
    server = serve(say(whole(bomb(encoding), headers=[*JSON, ("content-encoding", encoding)])))
    before, most = resident(), 0
    for piece in client.stream(call_to(server.url, limits=Limits(body_bytes=cap)), None, cancel=threading.Event()):
        most, last = max(most, resident()), piece
    assert isinstance(last, Outcome)
    assert (last.failure, last.size) == (Failure.TOO_LARGE, cap)
    assert most - before < 64 * MEBIBYTE


def resident() -> int:
    """Bytes of memory in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("encoding", ["zstd", "compress", "identity, zstd"])
def test_r2_what_we_cannot_unpack_stays_packed(encoding: str, serve: Serve) -> None:
    body, outcome = run(call_to(serve(say(whole(b"packed", headers=[("content-encoding", encoding)]))).url))
    assert (body, outcome.state) == (b"packed", "done")


def test_a_compressed_answer_is_unpacked(serve: Serve) -> None:
    packed = whole(gzip(message()), headers=[*JSON, ("content-encoding", "gzip")])
    body, outcome = run(call_to(serve(say(packed)).url))
    assert (body, outcome.size) == (message(), len(message()))


@pytest.mark.parametrize(("stream", "taken"), [(True, b"identity"), (False, b"gzip, deflate")])
def test_r2_a_stream_is_asked_for_uncompressed(stream: bool, taken: bytes, serve: Serve) -> None:
    server = serve(say(whole(b"{}")))
    run(call_to(server.url, stream=stream))
    assert b"accept-encoding: " + taken + b"\r\n" in server.requests[0]


# R5, R6: one try, and no waiting for a place in the pool.


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_r6_whatever_the_answer_there_is_one_try(status: int, serve: Serve) -> None:
    server = serve(say(whole(b"{}", status, [*JSON, ("retry-after", "0")])))
    run(call_to(server.url))
    assert server.hits == 1


@pytest.mark.parametrize("end", ["close", "reset"])
def test_r6_a_lost_connection_is_not_tried_again(end: str, serve: Serve) -> None:
    server = serve(lambda line: getattr(line, end)())
    run(call_to(server.url))
    assert (server.hits, server.connections) == (1, 1)


def test_r6_a_kept_connection_that_breaks_is_not_tried_again(serve: Serve) -> None:
    server = serve(say(whole(b"{}")), lambda line: line.reset())
    assert [run(call_to(server.url))[1].failure for _ in range(2)] == [None, Failure.RESET]
    assert (server.hits, server.connections) == (2, 1)


def test_r5_many_at_once_wait_for_nobody(serve: Serve) -> None:
    def script(line: Line) -> None:
        line.wait(0.5)
        line.send(whole(b"{}"))

    server, states = serve(script), list[str]()
    call = call_to(server.url, limits=SECONDS)
    threads = [threading.Thread(target=lambda: states.append(run(call)[1].state)) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert states == ["done"] * 60


def test_connections_are_kept(serve: Serve) -> None:
    server = serve(say(whole(b"{}")))
    for _ in range(5):
        run(call_to(server.url))
    assert (server.hits, server.connections) == (5, 1)


@pytest.fixture
def old_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("betas.upstream.connection.LONGEST_IDLE_S", 0)


def test_a_connection_that_was_idle_for_long_is_not_used_again(serve: Serve, old_connections: None) -> None:
    server = serve(say(whole(b"{}")))
    for _ in range(2):
        run(call_to(server.url))
    assert server.connections == 2


def test_a_connection_that_the_upstream_closed_is_not_used_again(serve: Serve) -> None:
    server, states = serve(say_and_close(whole(b"{}"))), list[str]()
    for _ in range(3):
        states.append(run(call_to(server.url))[1].state)
        time.sleep(0.1)
    assert (states, server.hits, server.connections) == (["done"] * 3, 3, 3)
