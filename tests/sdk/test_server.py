"""What only a real connection shows of the simulator."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.sdk.server import Server

BODY = {"model": "claude-opus-5-5", "max_tokens": 300, "messages": [{"role": "user", "content": "Hello"}]}
KEY = {"authorization": "Bearer k", "anthropic-version": "2026-10-21"}


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    with closing(http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)) as made:
        yield made


def ask(connection: http.client.HTTPConnection, fault: str, **fields: object) -> http.client.HTTPResponse:
    headers = {
        "authorization": "Bearer k",
        "anthropic-version": "2026-10-21",
        "x-simulator-fault": fault,
        "x-case": fault,
    }
    connection.request("POST", "/simulator/v1/messages", json.dumps({**BODY, **fields}), headers)
    return connection.getresponse()


@pytest.mark.parametrize("stream", [False, True])
def test_a_cut_breaks_the_framing(server: Server, connection: http.client.HTTPConnection, stream: bool) -> None:
    with ask(connection, "cut", stream=stream) as response:
        assert response.status == 200
        assert response.chunked is stream
        with pytest.raises(http.client.IncompleteRead) as broken:
            response.read()
    assert broken.value.partial
    assert "Traceback" not in (server.log.parent / "gunicorn.log").read_text()


def test_silence_ends_when_the_client_goes(server: Server, connection: http.client.HTTPConnection) -> None:
    with ask(connection, "silent;seconds=20", stream=True) as response:
        assert response.status == 200
        connection.sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            response.read1()
    connection.close()
    began = time.monotonic()
    server.hits(last="silent;seconds=20")
    assert time.monotonic() - began < 5


def test_tokens_arrive_one_after_another(connection: http.client.HTTPConnection) -> None:
    moments = []
    with ask(connection, "slow;seconds=0.05", stream=True) as response:
        assert response.getheader("content-encoding") == "identity"
        while response.read1(65536):
            moments.append(time.monotonic())
    assert len(moments) > 10
    assert moments[-1] - moments[0] > 0.5


def test_a_body_above_the_limit_is_too_large(connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/simulator/v1/messages", b" " * (32 * 1024 * 1024 + 1), KEY)
    with connection.getresponse() as response:
        assert response.status == 413
