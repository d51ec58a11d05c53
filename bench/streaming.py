"""Many streams at once through the playground's own POST, and other pages meanwhile.

The peers: the same streams asked of the upstream itself by the same client in the same run, and the pages of the same
server before. Every token says when it left the upstream, so what the product adds is seen token by token.
"""

import argparse
import asyncio
import json
import re
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, pairwise
from multiprocessing import get_context
from threading import Event, Thread
from urllib.parse import urlencode

import requests

from bench.machine import cpu_s, memory_mib, percentile, row, spread, wait_for_quiet
from bench.product import Product, product
from bench.upstream import upstream

TOKEN = re.compile(rb'"text": "(\d+\.\d{6}) "')
PAGES = ("/", "/history/", "/betas/", "/playground/")
PAUSE_S = 0.05
EVERY_S = 0.1
DIRECT = b"POST /v1/messages HTTP/1.1\r\nhost: bench\r\ncontent-length: 16\r\n\r\n" + b'{"stream": true}'


@dataclass
class Stream:
    """`pieces` are what came, and when: seconds. They are read when all is over: whoever reads takes from the cores."""

    began: float
    pieces: list[tuple[float, bytes]] = field(default_factory=list)
    whole: bool = False

    @property
    def status(self) -> int:
        return int(self.pieces[0][1].split(b" ", 2)[1]) if self.pieces else 0

    @cached_property
    def tokens(self) -> list[tuple[float, float]]:
        """Pairs of seconds: when a token left the upstream, when it was here."""
        ends = list(accumulate(len(data) for _, data in self.pieces))
        found = TOKEN.finditer(b"".join(data for _, data in self.pieces))
        return [(float(each[1]), self.pieces[bisect_left(ends, each.end())][0]) for each in found]

    @property
    def first(self) -> float:
        return self.tokens[0][1] - self.began


class Client(asyncio.Protocol):
    """Asks `request` and keeps what comes until `end` is in it; `over` is done when the connection is gone."""

    transport: asyncio.Transport

    def __init__(self, request: bytes, end: bytes) -> None:
        self.over = asyncio.get_running_loop().create_future()
        self.stream = Stream(time.monotonic())
        self._request, self._end, self._last = request, end, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a stream was asked for
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.stream.pieces.append((time.monotonic(), data))
        self._last = self._last[-len(self._end) :] + data
        self.stream.whole = self._end in self._last
        if self.stream.whole or self.stream.status != 200:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.over.set_result(self.stream)


async def one(port: int, request: bytes, end: bytes) -> Stream:
    client = Client(request, end)
    await asyncio.get_running_loop().create_connection(lambda: client, "127.0.0.1", port)
    stream: Stream = await client.over
    return stream


def at_once(port: int, posts: list[bytes], end: bytes) -> list[Stream]:
    async def every() -> list[Stream]:
        return await asyncio.gather(*(one(port, post, end) for post in posts))

    return asyncio.run(every())


def posts(server: Product, count: int) -> Iterator[bytes]:
    """As many sends as asked for, the people taking turns."""
    for number in range(count):
        body = urlencode(server.form(stream=True)).encode()
        headers = server.htmx(server.sessions[number % len(server.sessions)]) | {"Content-Length": str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        yield f"POST /playground/send/ HTTP/1.1\r\n{head}\r\n".encode() + body


def visit(url: str, headers: dict[str, str], seconds: float) -> list[tuple[str, float]]:
    """Pages one after the other, a short pause between; seconds each took."""
    end, took = time.monotonic() + seconds, []
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < end:
            for page in PAGES:
                started = time.perf_counter()
                session.get(url + page, headers=headers, timeout=30).raise_for_status()
                took.append((page, time.perf_counter() - started))
                time.sleep(PAUSE_S)
    return took


class Peak(Thread):
    """Memory of the server's processes, looked at each second; `mib` is the most there was."""

    def __init__(self, server: Product) -> None:
        super().__init__(daemon=True)
        self.mib, self._server, self._over = 0.0, server, Event()

    def run(self) -> None:
        while not self._over.wait(1):
            self.mib = max(self.mib, memory_mib(self._server.pids))

    def stop(self) -> float:
        self._over.set()
        self.join()
        return self.mib


def gaps(streams: list[Stream], side: int) -> list[float]:
    return [later[side] - sooner[side] for stream in streams for sooner, later in pairwise(stream.tokens)]


def tell_streams(name: str, streams: list[Stream]) -> list[Stream]:
    good = [stream for stream in streams if stream.whole and stream.tokens]
    row(f"{name}: whole, refused (429), broken", *map(str, _counts(streams, len(good))))
    row(f"{name}: first token", spread([stream.first for stream in good]))
    row(f"{name}: gaps here", spread(gaps(good, 1)))
    row(f"{name}: gaps as the upstream sent them", spread(gaps(good, 0)))
    row(f"{name}: a token on its way", spread([here - left for stream in good for left, here in stream.tokens]))
    return good


def _counts(streams: list[Stream], good: int) -> tuple[int, int, int]:
    refused = sum(stream.status == 429 for stream in streams)
    return good, refused, len(streams) - good - refused


def tell_pages(name: str, took: list[tuple[str, float]]) -> float:
    row(f"pages {name} ({len(took)})", spread([seconds for _, seconds in took]))
    for page in PAGES:
        row(f"  {page}", spread([seconds for where, seconds in took if where == page]))
    return percentile([seconds for _, seconds in took], 0.95)


def measure(server: Product, upstream_port: int, count: int, seconds: float, started: Callable[..., Future]) -> None:  # type: ignore[type-arg]
    for session in server.sessions:  # whoever sends has the playground open
        visit(server.url, server.headers(session), 0.1)
    person = server.headers(server.sessions[-1])
    quiet_mib = memory_mib(server.pids)
    quiet = tell_pages("before", started(visit, server.url, person, seconds / 2).result())
    direct = tell_streams("direct", at_once(upstream_port, [DIRECT] * count, b"message_stop"))
    peak, spent, probing = Peak(server), cpu_s(server.pids), started(visit, server.url, person, seconds)
    peak.start()
    through = tell_streams("product", at_once(server.port, list(posts(server, count)), b"event: closed"))
    spent, mib = cpu_s(server.pids) - spent, peak.stop()
    busy = tell_pages("meanwhile", probing.result())
    tell_ratios(direct, through)
    row("pages meanwhile / before, p95", f"{busy / quiet:.1f}")
    row("memory of all processes, before and most", f"{quiet_mib:.0f} MiB", f"{mib:.0f} MiB")
    row("processor time, pages included", f"{spent:.1f} s", f"{1000 * spent / count:.0f} ms a stream")


def tell_ratios(direct: list[Stream], through: list[Stream]) -> None:
    for share in (0.5, 0.95):
        here, there, plain = (percentile(each, share) for each in (gaps(through, 1), gaps(through, 0), gaps(direct, 1)))
        row(f"gaps p{share * 100:.0f}: here / as sent, here / direct", f"{here / there:.3f}", f"{here / plain:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/stream", description=__doc__)
    parser.add_argument("--streams", type=int, default=200, help="how many at once (200)")
    parser.add_argument("--seconds", type=float, default=10, help="how long each lasts (10)")
    parser.add_argument("--people", type=int, default=10, help="who send them, taking turns (10)")
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="NAME=VALUE", help="settings of the server, as THREADS=128"
    )
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for a quiet machine (300)")
    asked = parser.parse_args()
    settings = {"MAX_STREAMS": str(asked.streams), "MAX_STREAMS_PER_USER": str(asked.streams)}
    settings |= dict(each.split("=", 1) for each in asked.set)
    with (
        upstream(tokens=round(asked.seconds / EVERY_S), every=EVERY_S) as port,
        product(port, people=asked.people, **settings) as server,
        ProcessPoolExecutor(1, get_context("spawn")) as pool,
    ):
        row("settings", json.dumps(settings))
        wait_for_quiet(asked.patience)
        measure(server, port, asked.streams, asked.seconds, pool.submit)


if __name__ == "__main__":
    main()
