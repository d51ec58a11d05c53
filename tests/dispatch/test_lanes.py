"""Pages and sends have processes of their own, and a connection goes to whose its next request is."""

import http.client
import json
import os
import re
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse

from dashboard import lanes
from tests.dispatch.test_killed_worker import Server, eventually


def worker(age: int, sends: bool = False, is_ssl: bool = False) -> lanes.Worker:
    made = lanes.Worker.__new__(lanes.Worker)
    made.cfg = SimpleNamespace(is_ssl=is_ssl, threads=7)  # type: ignore[assignment]
    made.age, made.sends, made.worker_connections = age, sends, 1000
    return made


@pytest.fixture
def made() -> Iterator[None]:
    yield
    for lane in lanes.lanes():
        lane.close()
    lanes.lanes.cache_clear()


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("others", "total", "lane"),
    [
        ("", 1, "all"),
        ("", 2, "page"),
        ("p", 2, "send"),
        ("", 3, "page"),
        ("p", 3, "send"),
        ("ps", 3, "send"),
        ("ss", 3, "page"),  # the one for pages went
        ("sp", 3, "send"),
        ("pss", 3, "page"),  # a reload: the new ones come before the old ones go
        ("pssp", 3, "send"),
        ("pssps", 3, "send"),
        ("p", 6, "page"),
        ("pp", 6, "send"),
        ("ppsss", 6, "send"),
        ("pssss", 6, "page"),
    ],
)
def test_a_new_worker_takes_the_lane_that_lacks_one(others: str, total: int, lane: str) -> None:
    new = worker(99)
    lanes.place(new, [worker(age, kind == "s") for age, kind in enumerate(others)], total)
    assert (new.lanes is not None, new.sends) == (lane != "all", lane == "send")
    assert new.worker_connections == (7 if new.sends else 1000)


def test_what_is_encrypted_is_looked_into_by_nobody() -> None:
    new = worker(1, is_ssl=True)
    lanes.place(new, [worker(0)], 3)
    assert (new.lanes, new.sends) == (None, False)


def test_the_senders_lane_is_that_of_the_addresses_that_send() -> None:
    retry = reverse("playground:retry", args=["01890000-0000-7000-8000-000000000000"])
    sending = [reverse("playground:send"), retry, reverse("api:send")]
    assert [[f"POST {path}".encode().startswith(each) for each in lanes.SENDING] for path in sending] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


@pytest.fixture
def pair() -> Iterator[tuple[lanes.Handed, socket.socket, socket.socket]]:
    """A lane, and a client's connection: its end and ours."""
    with (
        closing(lanes.Handed()) as lane,
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
        listener.accept()[0] as accepted,
    ):
        yield lane, client, accepted


def test_a_connection_that_is_given_goes_on_elsewhere(pair: tuple[lanes.Handed, socket.socket, socket.socket]) -> None:
    lane, client, accepted = pair
    client.sendall(b"GET")
    assert accepted.recv(3, socket.MSG_PEEK) == b"GET"
    assert lane.give(accepted)
    accepted.close()
    taken, peer = lane.accept()
    with taken:
        assert taken.recv(3) == b"GET"
        assert peer == client.getsockname()
        assert not os.get_inheritable(taken.fileno())


def test_a_client_that_left_meanwhile_is_no_error_of_the_worker(
    pair: tuple[lanes.Handed, socket.socket, socket.socket],
) -> None:
    lane, client, accepted = pair
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert lane.give(accepted)
    client.close()
    with pytest.raises(ConnectionAbortedError):
        lane.accept()


def test_a_lane_that_nobody_empties_takes_no_more(pair: tuple[lanes.Handed, socket.socket, socket.socket]) -> None:
    lane, _, accepted = pair
    given = 0
    while lane.give(accepted) and given < 100_000:
        given += 1
    assert 10 < given < 100_000


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    connection.close()
    started = Server(tmp_path, workers=3)
    try:
        assert eventually(started.answers, 60)
        yield started
    finally:
        for pid in started.workers():
            move(pid)
        started.process.terminate()
        started.process.wait(20)


def move(*pids: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            continue


def halt(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)


def status(client: http.client.HTTPConnection, method: str, path: str) -> int:
    client.request(method, path, json.dumps({}) if method == "POST" else None)
    with client.getresponse() as response:
        response.read()
        return response.status


def test_pages_do_not_wait_for_those_that_send_nor_they_for_pages(server: Server) -> None:
    pages, *sending = server.workers()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as client:
        assert status(client, "GET", "/healthz") == 200
        first = client.sock
        halt(*sending)
        assert status(client, "GET", "/healthz") == 200
        waits = threading.Timer(0.5, move, sending)
        waits.start()
        assert status(client, "POST", "/api/v1/requests") == 401
        assert not waits.is_alive()
        halt(pages)
        assert status(client, "POST", "/api/v1/requests") == 401
        waits = threading.Timer(0.5, move, [pages])
        waits.start()
        assert status(client, "GET", "/healthz") == 200
        assert not waits.is_alive()
        assert client.sock is first


def test_requests_that_come_together_are_answered_one_after_the_other(server: Server) -> None:
    get = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    post = b"POST /api/v1/requests HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}"
    came = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(get + post + get + post)
        while came.count(b"HTTP/1.1 ") < 4:
            came += client.recv(65_536)
    assert re.findall(rb"HTTP/1.1 (\d+)", came) == [b"200", b"401", b"200", b"401"]


def test_a_worker_for_pages_that_died_is_replaced_by_one(server: Server) -> None:
    pages, *sending = server.workers()
    os.kill(pages, signal.SIGKILL)
    assert eventually(lambda: len(server.workers()) == 4, 20)
    halt(*sending)
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as client:
        assert status(client, "GET", "/healthz") == 200


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone knows who gives way")
def test_those_that_send_give_way_to_pages(server: Server) -> None:
    policies = [os.sched_getscheduler(pid) for pid in server.workers()]
    assert policies == [os.SCHED_OTHER, os.SCHED_BATCH, os.SCHED_BATCH]


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone tells a process's files")
def test_no_handle_on_the_database_passes_a_fork(server: Server) -> None:
    opened = [str(each.readlink()) for each in Path(f"/proc/{server.process.pid}/fd").iterdir()]
    assert any(file.startswith("socket:") for file in opened)
    assert not [file for file in opened if file.startswith(str(connection.settings_dict["NAME"]))]
