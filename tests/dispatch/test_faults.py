"""Everything that can happen on the wire ends in one row, one state, one sentence, and with what arrived."""

import json
import socket
from dataclasses import dataclass, replace

import pytest

from betas.dispatch.send import send
from betas.history import read
from betas.history.causes import cause
from betas.models import Exchange, ExchangeBody
from betas.upstream.call import Limits
from tests.dispatch.conftest import CANARY, Post, Serve
from tests.faultserver import (
    SSE,
    Line,
    Script,
    chunk,
    chunked,
    chunked_head,
    close_delimited,
    head,
    say,
    say_and_close,
    whole,
)

pytestmark = pytest.mark.django_db
MESSAGE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5-5",
    "content": [{"type": "text", "text": "Four."}], "stop_reason": "end_turn",
    "usage": {"input_tokens": 12, "output_tokens": 3},
}  # fmt: skip
PLAIN = json.dumps(MESSAGE).encode()
START = b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":7}}}\n\n'
DELTA = (
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"text_delta","text":"Fo"}}\n\n'
)
NAMELESS = b'event: error\ndata: {"type":"error"}\n\n'
NEW = b"event: new\ndata: {}\n\n"
STOP = b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
ERROR = b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'


@dataclass(frozen=True)
class Case:
    """`kept` is what the server sent of the body before it went wrong."""

    script: Script
    state: str
    failure: str = ""
    kept: bytes = b""
    stream: bool = False
    status: int | None = 200


def refused(status: int, body: bytes, *headers: tuple[str, str]) -> Case:
    return Case(say(whole(body, status, headers)), "done", kept=body, status=status)


def odd(body: bytes, failure: str = "invalid_response") -> Case:
    return Case(say(whole(body)), "failed" if failure else "done", failure, kept=body)


def silent(line: Line) -> None:
    line.hang()


def silent_in_the_middle(line: Line) -> None:
    line.send(chunked_head() + chunk(START))
    line.hang()


def reset_before_headers(line: Line) -> None:
    line.reset()


def reset_in_the_middle(line: Line) -> None:
    line.send(chunked_head() + chunk(START))
    line.wait(0.2)
    line.reset()


def dripped(line: Line) -> None:
    line.send(head(headers=[("content-length", "1000")]))
    line.drip(b"{" * 1000, every=0.3)


PAGE = [("content-type", "text/html")]
HTML = b"<!DOCTYPE html><title>502</title>" + b"<p>Bad gateway</p>" * 1000
NUL = json.dumps({**MESSAGE, "stop_reason": "a\0b", "id": "\ud800", "content": [{"type": "text", "text": "\0\udfff"}]})
CASES = {
    "whole": Case(say(whole(PLAIN)), "done", kept=PLAIN),
    "whole stream": Case(say(chunked(START, DELTA, STOP)), "done", kept=START + DELTA + STOP, stream=True),
    "closed without an answer": Case(lambda line: line.close(), "failed", "reset", status=None),
    "reset before headers": Case(reset_before_headers, "failed", "reset", status=None),
    "silence before headers": Case(silent, "failed", "timeout", status=None),
    "silence in the middle": Case(silent_in_the_middle, "failed", "timeout", kept=START, stream=True),
    "dripped for ever": Case(dripped, "failed", "timeout"),
    "short of its length": Case(
        say_and_close(head(headers=[("content-length", "999")]) + PLAIN[:40]), "failed", "truncated", kept=PLAIN[:40]
    ),
    "reset in the middle": Case(reset_in_the_middle, "failed", "reset", kept=START, stream=True),
    "chunks without an end": Case(
        say_and_close(chunked_head() + chunk(START)), "failed", "truncated", kept=START, stream=True
    ),
    "close-delimited and whole": Case(say_and_close(close_delimited(PLAIN)), "done", kept=PLAIN),
    "close-delimited and cut": Case(
        say_and_close(close_delimited(PLAIN[:-9])), "failed", "truncated", kept=PLAIN[:-9]
    ),
    "stream without its last event": Case(
        say_and_close(close_delimited(START + DELTA, headers=SSE)), "failed", "truncated", START + DELTA, stream=True
    ),
    "no JSON": odd(b"hello"),
    "invalid UTF-8": odd(b"\xff\xfe{}"),
    "nothing": odd(b""),
    "deep": odd(b"[" * 100_000),
    "long integer": odd(b'{"usage": {"input_tokens": ' + b"9" * 5000 + b"}}"),
    "NUL and half characters": odd(NUL.encode(), failure=""),
    "HTML for a stream": Case(say(whole(HTML, 200, PAGE)), "failed", "invalid_response", kept=HTML, stream=True),
    "429": refused(429, b'{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}', ("retry-after", "3")),
    "529": refused(529, b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'),
    "502 page": refused(502, HTML, *PAGE),
    "413 of an edge": refused(413, b""),
    "error in mid-stream": Case(say(chunked(START, DELTA, ERROR)), "done", kept=START + DELTA + ERROR, stream=True),
    "error without a type": Case(say(chunked(START, NAMELESS)), "done", kept=START + NAMELESS, stream=True),
    "unknown event": Case(say(chunked(START, NEW, STOP)), "done", kept=START + NEW + STOP, stream=True),
    "status line of nonsense": Case(say_and_close(b"HTTP/1.1 abc\r\n\r\n"), "failed", "invalid_response", status=None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_fault_ends_in_one_state_with_what_arrived(post: Post, serve: Serve, case: Case) -> None:
    server = serve(case.script)
    send(*post("a-2025-01-01", to=server.url, stream=case.stream))
    exchange = Exchange.objects.get()
    assert (exchange.state, exchange.failure, exchange.status) == (case.state, case.failure, case.status)
    if case.kept:
        assert read.response_bytes(exchange) == case.kept
    assert exchange.has_failed == (case.state != "done" or case.status != 200 or b"event: error" in case.kept)
    assert bool(cause(exchange)) == exchange.has_failed
    assert bool(exchange.fingerprint) == exchange.has_failed
    assert server.hits == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_kept_and_not_followed(post: Post, serve: Serve, status: int) -> None:
    elsewhere = serve(say(whole(PLAIN)))
    server = serve(say(whole(b"moved", status, [("location", elsewhere.url)])))
    exchange = send(*post(to=server.url))
    assert (exchange.state, exchange.failure, exchange.status) == ("failed", "redirect", status)
    assert (server.hits, elsewhere.hits) == (1, 0)


def test_a_closed_port_is_a_failure_with_a_sentence(post: Post) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    exchange = send(*post(to=f"http://127.0.0.1:{port}"))
    assert (exchange.state, exchange.failure) == ("failed", "refused")
    assert "could not be reached" in cause(exchange)


def test_an_answer_past_the_cap_is_cut_and_its_first_part_kept(post: Post, serve: Serve) -> None:
    server = serve(say(whole(b"x" * 5000)))
    call, sender = post(to=server.url)
    exchange = send(replace(call, limits=Limits(body_bytes=1000)), sender)
    assert (exchange.failure, exchange.truncated) == ("too_large", True)
    assert read.response_bytes(exchange) == b"x" * 1000


@pytest.mark.parametrize("streamed", [False, True], ids=["plain", "stream"])
def test_what_no_database_keeps_as_text_is_kept_as_bytes(post: Post, serve: Serve, streamed: bool) -> None:
    error = json.dumps(
        {"type": "error", "error": {"type": "x\0y", "message": "a\0b \ud800 \udfff"}, "request_id": "\0"}
    )
    server = serve(say(whole(error.encode(), 400, [("request-id", "caf\xe9"), ("server", "\x80")])))
    send(*post(to=server.url, stream=streamed))
    exchange = Exchange.objects.get()
    assert read.response_bytes(exchange) == error.encode()
    assert (exchange.error_type, exchange.error_message) == ("x\ufffdy", "a\ufffdb \ufffd \ufffd")


def test_an_answer_that_a_gateway_wrapped_is_told_in_the_words_inside(post: Post, serve: Serve) -> None:
    inner = {"type": "error", "error": {"type": "invalid_request_error", "message": "invalid beta flag"}}
    outer = {"error": {"message": json.dumps(inner), "type": "None", "code": "400"}}
    server = serve(say(whole(json.dumps(outer).encode(), 400)))
    exchange = send(*post(to=server.url))
    assert (exchange.error_type, exchange.error_message) == ("invalid_request_error", "invalid beta flag")
    assert exchange.error_means == "refused_beta"


def test_the_key_reaches_the_upstream_and_no_row(post: Post, serve: Serve) -> None:
    server = serve(say(whole(PLAIN, headers=[("set-cookie", CANARY), ("x-echo", CANARY), ("request-id", "req_1")])))
    exchange = send(*post(to=server.url))
    assert CANARY.encode() in server.requests[0]
    kept = [*Exchange.objects.values_list(), *ExchangeBody.objects.values_list()]
    assert CANARY not in repr(
        [[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in kept]
    )
    assert exchange.body.request_headers["x-api-key"] == "[hidden]"
    assert exchange.body.response_headers["request-id"] == "req_1"
