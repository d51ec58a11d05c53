"""The row before the first byte, what is kept while bytes arrive, and stopping: with threads, on a real database."""

import threading
import time
from collections.abc import Generator, Iterator
from typing import cast

import pytest
from django.db import close_old_connections, connection
from pytest_django import Settings

from betas.dispatch.send import Closed, Live, Opened, Received, stream
from betas.history import housekeeping, read, recording
from betas.models import Exchange, ExchangePart
from betas.upstream.call import Limits
from tests.dispatch.conftest import Post, Serve
from tests.faultserver import Line, Script, chunk, chunked_head

pytestmark = pytest.mark.django_db(transaction=True)
START = b'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":7}}}\n\n'
LONG = Limits()
PING = b'event: ping\ndata: {"type":"ping"}\n\n'


class Seen:
    """What a server's thread read from the database when it was asked."""

    def __init__(self) -> None:
        self.states: list[tuple[str, bytes]] = []

    def look(self) -> None:
        self.states += [(row.state, read.response_bytes(row)) for row in Exchange.objects.all()]
        close_old_connections()


def started(lives: Iterator[Live]) -> Generator[Live, None, None]:
    generator = cast(Generator[Live, None, None], lives)
    assert isinstance(next(generator), Opened)
    return generator


def until_data(lives: Generator[Live, None, None]) -> bytes:
    return next(live.data for live in lives if isinstance(live, Received) and live.data)


def hang_after(*pieces: bytes) -> Script:
    def script(line: Line) -> None:
        line.send(chunked_head() + b"".join(map(chunk, pieces)))
        line.hang()

    return script


def test_a_row_says_sending_before_the_first_byte_goes_out(post: Post, serve: Serve) -> None:
    seen = Seen()
    server = serve(lambda line: seen.look())
    list(stream(*post(to=server.url)))
    assert seen.states == [("sending", b"")]


def test_what_arrived_is_kept_every_second_while_more_arrives(post: Post, serve: Serve) -> None:
    seen = Seen()

    def script(line: Line) -> None:
        line.send(chunked_head() + chunk(START))
        for _ in range(5):
            line.wait(0.4)
            line.send(chunk(PING))
        seen.look()
        line.hang()

    server = serve(script)
    list(stream(*post(to=server.url, stream=True)))
    exchange, [(state, kept)] = Exchange.objects.get(), seen.states
    assert state == "sending"
    assert kept.startswith(START + PING)
    assert read.response_bytes(exchange) == START + PING * 5
    assert [end for end, _ in read.times(exchange)] == [len(START) + n * len(PING) for n in range(6)]


def test_much_at_once_is_kept_at_once(post: Post, serve: Serve) -> None:
    seen = Seen()

    def script(line: Line) -> None:
        line.send(chunked_head() + chunk(b":" + b"x" * 100_000 + b"\n"))
        line.wait(0.5)
        seen.look()
        line.send(chunk(b""))

    server = serve(script)
    list(stream(*post(to=server.url, stream=True)))
    [(_, kept)] = seen.states
    assert len(kept) >= recording.MUCH


def test_the_lease_is_renewed_in_silence(post: Post, serve: Serve, settings: Settings) -> None:
    settings.LEASE_S = 1
    server = serve(hang_after(START))
    lives = started(stream(*post(to=server.url, stream=True, limits=LONG)))
    until = time.monotonic() + 2
    while time.monotonic() < until:
        next(lives)
    assert housekeeping.sweep() == 0
    lives.close()
    assert Exchange.objects.get().state == "cancelled"


def test_closing_stops_the_upstream_and_keeps_the_part(post: Post, serve: Serve) -> None:
    server = serve(hang_after(START, PING))
    lives = started(stream(*post(to=server.url, stream=True, limits=LONG)))
    part = until_data(lives)
    stopped = time.monotonic()
    lives.close()
    exchange = Exchange.objects.get()
    assert (exchange.state, exchange.status, exchange.failure) == ("cancelled", 200, "")
    assert read.response_bytes(exchange).startswith(part)
    assert exchange.input_tokens == 7
    assert not exchange.has_failed
    time.sleep(0.1)
    assert server.closed_at
    assert server.closed_at[0] - stopped < 0.5


def test_closing_before_anything_was_sent_sends_nothing(post: Post, serve: Serve) -> None:
    server = serve(hang_after())
    started(stream(*post(to=server.url))).close()
    assert Exchange.objects.get().state == "cancelled"
    assert server.connections == 0


def test_another_thread_can_stop_it(post: Post, serve: Serve) -> None:
    server, cancel = serve(hang_after(START)), threading.Event()
    threading.Timer(0.3, cancel.set).start()
    *_, last = stream(*post(to=server.url, stream=True, limits=LONG), cancel=cancel)
    assert isinstance(last, Closed)
    assert last.exchange.state == "cancelled"


def test_what_breaks_us_leaves_what_arrived_for_the_sweep(post: Post, serve: Serve, settings: Settings) -> None:
    settings.LEASE_S = 0
    server = serve(hang_after(START))
    lives = started(stream(*post(to=server.url, stream=True, limits=LONG)))
    until_data(lives)
    with pytest.raises(ZeroDivisionError):
        lives.throw(ZeroDivisionError())
    assert housekeeping.sweep() == 1
    exchange = Exchange.objects.get()
    assert (exchange.state, read.response_bytes(exchange)) == ("interrupted", START)
    assert not ExchangePart.objects.exists()


def test_a_long_answer_holds_no_database_connection(post: Post, serve: Serve) -> None:
    server = serve(hang_after(START))
    lives = started(stream(*post(to=server.url, stream=True, limits=LONG)))
    until = time.monotonic() + 1 + recording.LONG_WAIT_S
    while time.monotonic() < until:
        next(lives)
    assert connection.connection is None
    lives.close()
