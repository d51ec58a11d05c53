"""The same answers inside the process, through requests."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import urllib3
from pytest_django import Settings

from betas.catalogue import facts
from betas.simulator.adapter import SimulatorAdapter
from tests.simulator.conftest import HELLO, MODEL, NEW


@pytest.fixture
def session(small_catalogue: None, settings: Settings) -> Iterator[requests.Session]:
    settings.SIMULATOR_TOKEN_S = 0.01
    with requests.Session() as made:
        made.mount("simulator://", SimulatorAdapter())
        yield made


def post(session: requests.Session, *, fault: str = "", timeout: Any = None, **fields: Any) -> requests.Response:
    body = {"model": MODEL, "max_tokens": 100, "messages": HELLO, **fields}
    headers = {"anthropic-version": NEW, **({"x-simulator-fault": fault} if fault else {})}
    url = "simulator://local/v1/messages"
    return session.post(url, json=body, headers=headers, stream=True, timeout=timeout)


def read(response: requests.Response) -> bytes:
    pieces = iter(lambda: response.raw.read1(65536, decode_content=True), b"")
    return b"".join(pieces)


def test_an_answer_comes_without_a_key(session: requests.Session) -> None:
    response = post(session)
    assert response.status_code == 200
    assert response.json()["content"][0]["type"] == "text"
    assert response.headers["x-betaboard-simulator"] == "true"


def test_the_whole_body_can_be_read_in_every_way(session: requests.Session) -> None:
    plain = read(post(session, stream=True))
    assert post(session, stream=True).content == plain
    assert b"".join(post(session, stream=True).iter_content(7)) == plain


def test_pieces_arrive_when_they_are_made(session: requests.Session) -> None:
    with post(session, stream=True) as response:
        began = time.monotonic()
        moments = [time.monotonic() - began for piece in iter(lambda: response.raw.read1(65536), b"") if piece]
    assert len(moments) > 10
    assert moments[-1] - moments[0] > 0.05


def test_a_small_read_keeps_the_rest(session: requests.Session) -> None:
    with post(session) as response:
        first, rest = response.raw.read1(5), response.raw.read()
    assert len(first) == 5
    assert json.loads(first + rest)["type"] == "message"


def test_a_status_fault_is_an_answer(session: requests.Session) -> None:
    response = post(session, fault="429")
    assert (response.status_code, response.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize("stream", [False, True])
def test_a_cut_is_an_error_of_the_protocol(session: requests.Session, stream: bool) -> None:
    with post(session, fault="cut", stream=stream) as response:
        assert response.raw.read1(65536)
        with pytest.raises(urllib3.exceptions.ProtocolError):
            read(response)


@pytest.mark.parametrize("timeout", [0.05, (5, 0.05), urllib3.Timeout(read=0.05)])
def test_silence_beyond_the_read_timeout_is_one(session: requests.Session, timeout: Any) -> None:
    with (
        post(session, fault="silent", timeout=timeout) as response,
        pytest.raises(urllib3.exceptions.ReadTimeoutError),
    ):
        response.raw.read1(65536)


def test_a_short_silence_ends_in_the_answer(session: requests.Session) -> None:
    assert post(session, fault="silent;seconds=0.05", timeout=5).json()["type"] == "message"


def test_closing_from_another_thread_ends_a_silence_at_once(session: requests.Session) -> None:
    response = post(session, fault="silent", stream=True)
    closer = threading.Timer(0.1, response.raw.close)
    began = time.monotonic()
    closer.start()
    assert response.raw.read1(65536) == b""
    assert time.monotonic() - began < 2
    closer.join()


def test_closing_from_another_thread_ends_a_slow_stream_at_once(session: requests.Session) -> None:
    response = post(session, fault="slow;seconds=0.2", stream=True)
    closer = threading.Timer(0.3, response.raw.close)
    began = time.monotonic()
    closer.start()
    assert read(response)
    assert time.monotonic() - began < 2
    closer.join()


def test_another_thread_answers_by_the_facts_read_last_without_a_query(session: requests.Session) -> None:
    facts.current()
    answers: list[int] = []
    thread = threading.Thread(target=lambda: answers.append(post(session).status_code))
    thread.start()
    thread.join()
    assert answers == [200]
