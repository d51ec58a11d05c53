"""What one recorded request costs the server in processor time, through the JSON API and through the playground.

The peers, in the same run and before the same upstream, which answers at once: a bare call with requests, whose cost is
the calling process's own, and mitmdump -w, which relays and records. mitmproxy is installed into a folder of its own,
gone afterwards, unless --mitmdump names one. Memory and times at 16 at once stand beside.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from bench.machine import cpu_s, descendants, memory_mib, percentile, row, timed, wait_for_quiet
from bench.product import BETA, MODEL, Product, product
from bench.upstream import upstream

WARM_UP = 30
AT_ONCE = 16
EVENTS = 200
HEADERS = {"anthropic-version": "2026-10-21", "anthropic-beta": BETA, "x-api-key": "a-key-of-the-benchmark"}
BODY: dict[str, Any] = {"model": MODEL, "max_tokens": 1024, "messages": [{"role": "user", "content": "Hello"}]}

Send = Callable[[requests.Session], None]


@dataclass(frozen=True)
class Figures:
    """Milliseconds, but for `mib` and `rate`, which counts requests in a second."""

    cpu: float
    p50: float
    rate: float
    tail: float
    mib: float


def session() -> requests.Session:
    made = requests.Session()
    made.trust_env = False
    return made


def taken(answer: requests.Response, proof: bytes) -> None:
    answer.raise_for_status()
    if proof not in answer.content:
        raise SystemExit(f"Not the answer that was asked for: {answer.status_code} {answer.text[:300]}")


def plainly(url: str, *, stream: bool) -> Send:
    body = BODY | ({"stream": True} if stream else {})

    def send(using: requests.Session) -> None:
        taken(using.post(f"{url}/v1/messages", json=body, headers=HEADERS, timeout=30), b"end_turn")

    return send


def through_api(server: Product, *, stream: bool) -> Send:
    sending = {"upstream": "bench", "betas": [BETA], "body": BODY | ({"stream": True} if stream else {})}
    headers = {"Authorization": f"Bearer {server.token}"}

    def send(using: requests.Session) -> None:
        answer = using.post(f"{server.url}/api/v1/requests", json=sending, headers=headers, timeout=30)
        taken(answer, b"end_turn")

    return send


def through_playground(server: Product, *, stream: bool) -> Send:
    headers = server.htmx(server.sessions[0])

    def send(using: requests.Session) -> None:
        form = server.form(stream=stream)
        taken(using.post(f"{server.url}/playground/send/", form, headers=headers, timeout=30), b"event: closed")

    return send


def measure(send: Send, count: int, pids: Callable[[], list[int]]) -> Figures:
    """One after the other for the cost, then AT_ONCE at once for rate and tail."""
    with session() as using:
        for _ in range(WARM_UP):
            send(using)
        before = cpu_s(pids())
        times = [timed(lambda: send(using)) for _ in range(count)]
        spent = cpu_s(pids()) - before
    crowded, rate = at_once(send, count)
    tail = percentile(crowded, 0.95) / percentile(crowded, 0.5)
    return Figures(1000 * spent / count, 1000 * percentile(times, 0.5), rate, tail, memory_mib(pids()))


def at_once(send: Send, count: int) -> tuple[list[float], float]:
    """Seconds each took, and how many in a second."""

    def some(_number: int) -> list[float]:
        with session() as using:
            return [timed(lambda: send(using)) for _ in range(count // AT_ONCE)]

    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        took = [each for times in pool.map(some, range(AT_ONCE)) for each in times]
    return took, len(took) / (time.perf_counter() - started)


@contextmanager
def mitmdump(upstream_port: int, given: str | None) -> Iterator[tuple[str, int] | None]:
    """Address and process of one that records, None where there is none to be had."""
    with tempfile.TemporaryDirectory(prefix="betaboard-bench-") as folder:
        program = given or installed(Path(folder))
        if program is None:
            row("!!! mitmproxy could not be installed: this run has no figures of mitmdump -w !!!")
            yield None
            return
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        where = [f"--mode=reverse:http://127.0.0.1:{upstream_port}", "--listen-host=127.0.0.1", f"--listen-port={port}"]
        command = [program, "--quiet", *where, f"--save-stream-file={folder}/flows", f"--set=confdir={folder}"]
        with subprocess.Popen(command) as process:  # noqa: S603
            try:
                wait_for(port)
                yield f"http://127.0.0.1:{port}", process.pid
            finally:
                process.terminate()


def installed(folder: Path) -> str | None:
    venv.create(folder / "venv", with_pip=True)
    pip = [
        str(folder / "venv/bin/python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "mitmproxy",
    ]
    done = subprocess.run(pip, stdout=sys.stderr, check=False)  # noqa: S603
    return str(folder / "venv/bin/mitmdump") if done.returncode == 0 else None


def wait_for(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing listens at port {port} after {seconds:.0f} s.")


def ours() -> list[int]:
    return [os.getpid()]


def tell(what: str, figures: dict[str, Figures]) -> None:
    bare, peer = figures["requests, bare"], figures.get("mitmdump -w")
    row(what, "CPU ms", "p50 ms", "a second at 16", "p95/p50 at 16", "MiB", "CPU / requests", "CPU / mitmdump -w")
    for name, one in figures.items():
        ratio = f"{one.cpu / peer.cpu:.2f}" if peer else "no mitmdump"
        known = (f"{one.cpu:.2f}", f"{one.p50:.2f}", f"{one.rate:.0f}", f"{one.tail:.1f}", f"{one.mib:.0f}")
        row(name, *known, f"{one.cpu / bare.cpu:.1f}", ratio)


def compared(server: Product, upstream_port: int, mitm: tuple[str, int] | None, count: int, stream: bool) -> None:
    figures = {"requests, bare": measure(plainly(f"http://127.0.0.1:{upstream_port}", stream=stream), count, ours)}
    if mitm:
        url, pid = mitm
        figures["mitmdump -w"] = measure(plainly(url, stream=stream), count, lambda: descendants(pid))
    figures["JSON API"] = measure(through_api(server, stream=stream), count, lambda: server.pids)
    figures["playground"] = measure(through_playground(server, stream=stream), count, lambda: server.pids)
    tell(f"a stream of {EVENTS} events" if stream else "a plain answer", figures)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/send", description=__doc__)
    parser.add_argument("--requests", type=int, default=480, help="how many of each kind (480)")
    parser.add_argument("--mitmdump", metavar="PATH", help="one that is installed already")
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for a quiet machine (300)")
    asked = parser.parse_args()
    with (
        upstream(tokens=EVENTS, every=0) as port,
        mitmdump(port, asked.mitmdump) as mitm,
        product(port, MAX_STREAMS_PER_USER=str(AT_ONCE)) as server,
    ):
        for stream in (False, True):
            wait_for_quiet(asked.patience)
            compared(server, port, mitm, asked.requests, stream)


if __name__ == "__main__":
    main()
