"""SECURITY's F9 to F20 at the client: an answer that is not whole, not what was asked for, or none at all."""

import json

import pytest

from betas.upstream.answer import read
from betas.upstream.call import Failure
from tests.faultserver import (
    JSON,
    SSE,
    Line,
    chunk,
    chunked,
    chunked_head,
    close_delimited,
    head,
    say,
    say_and_close,
    whole,
)
from tests.upstream.conftest import Serve, call_to, key_for, message, run
from tests.upstream.faults import PART, both, ends_as, misbehaves
from tests.upstream.streams import SHORT, SHORT_CRLF, STOP, event

# F9 to F14: an answer that is not whole, or not an answer.


@both
def test_f09_fewer_bytes_than_promised(stream: bool, serve: Serve) -> None:
    server = serve(say_and_close(head(200, [*JSON, ("content-length", "500")]) + PART))
    assert ends_as(Failure.TRUNCATED, server, stream, kept=PART, times=10).truncated


@both
@pytest.mark.parametrize("last", [b"", b"5", b"5\r\n", b"5\r\nab", b"5\r\nabcde"])
def test_f10_chunks_that_break_off(stream: bool, last: bytes, serve: Serve) -> None:
    server = serve(say_and_close(chunked_head() + chunk(PART) + last))
    ends_as(Failure.TRUNCATED, server, stream, kept=PART + last[3:], times=2)


@both
def test_f10_reset_in_mid_answer(stream: bool, serve: Serve) -> None:
    ends_as(Failure.RESET, serve(misbehaves(chunked_head(), chunk(PART), then="reset")), stream, kept=PART)


@both
def test_f11_a_body_without_a_length_that_breaks_off_shows_in_what_it_says(stream: bool, serve: Serve) -> None:
    part, headers = (SHORT[:-9], SSE) if stream else (PART, JSON)
    server = serve(say_and_close(close_delimited(part, headers=headers)))
    body, outcome = run(call_to(server.url, stream=stream))
    assert (body, outcome.state, outcome.close_delimited) == (part, "done", True)
    assert read(stream, outcome, body).failure == Failure.TRUNCATED


def test_f12_json_that_breaks_off_in_a_whole_body_is_invalid(serve: Serve) -> None:
    body, outcome = run(call_to(serve(say(whole(PART))).url))
    assert (body, outcome.state, outcome.close_delimited) == (PART, "done", False)
    assert read(False, outcome, body).failure == Failure.INVALID_RESPONSE


BODIES = {
    "invalid UTF-8": b'{"a":"\xff\xfe"}',
    "NUL": b'{"a":"\x00"}',
    "lone surrogate": b'{"a":"\\udc00"}',
    "byte order mark": b'\xef\xbb\xbf{"a":1}',
    "U+2028": '{"a":"\u2028"}'.encode(),
    "NaN": b'{"a":NaN}',
    "5000 digits": b'{"a":' + b"1" * 5000 + b"}",
    "depth 100000": b'{"a":' + b"[" * 100_000,
    "duplicate keys": b'{"a":1,"a":2}',
    "empty": b"",
}


@both
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_f13_any_bytes_are_kept_as_they_came(body: bytes, stream: bool, serve: Serve) -> None:
    sent = b"event: message_start\ndata: " + body + b"\n\n" if stream else body
    kept, outcome = run(call_to(serve(say(whole(sent, headers=SSE if stream else JSON))).url, stream=stream))
    assert (kept, outcome.state) == (sent, "done")
    read(stream, outcome, kept)


@both
@pytest.mark.parametrize(
    "kind", ["text/html", "text/plain", "", "text/event-stream; charset=bogus", "\xff", "x" * 9000]
)
def test_f14_any_content_type_is_kept_as_it_came(kind: str, stream: bool, serve: Serve) -> None:
    sent = SHORT if stream else message()
    body, outcome = run(call_to(serve(say(whole(sent, headers=[("content-type", kind)]))).url, stream=stream))
    assert (body, outcome.state) == (sent, "done")
    failure = Failure.INVALID_RESPONSE if stream and "event-stream" not in kind else None
    assert read(stream, outcome, body).failure == failure


# F15 to F17: refusals and redirects.


@both
@pytest.mark.parametrize("after", ["3", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "1000000000", "soon"])
def test_f15_a_rate_limit_is_an_answer_and_is_not_tried_again(after: str, stream: bool, serve: Serve) -> None:
    server = serve(say(whole(b'{"type":"error"}', 429, [*JSON, ("retry-after", after)])))
    _, outcome = run(call_to(server.url, stream=stream))
    assert (outcome.state, outcome.status, server.hits) == ("done", 429, 1)
    assert dict(outcome.headers)["retry-after"] == after
    assert outcome.total_ms < 500


@both
@pytest.mark.parametrize("status", [400, 401, 403, 413, 500, 502, 503, 529])
def test_f16_an_error_page_is_an_answer(status: int, stream: bool, serve: Serve) -> None:
    page = b"<html>" + b"<p>Bad day</p>" * 75_000
    server = serve(say(whole(page, status, [("content-type", "text/html")])))
    body, outcome = run(call_to(server.url, stream=stream))
    assert (body, outcome.state, outcome.status, server.hits) == (page, "done", status, 1)
    error = read(stream, outcome, body).error
    assert error is not None
    assert error.message.startswith("<html>")


@both
@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308, 399])
def test_f17_a_redirect_is_never_followed(status: int, stream: bool, serve: Serve) -> None:
    elsewhere = serve(say(whole(message())))
    location = ("location", f"{elsewhere.url}/v1/messages?secret=1")
    server = serve(say(head(status, [location, ("content-length", "0")])))
    _, outcome = run(call_to(server.url, stream=stream), key_for(server.url))
    assert (outcome.state, outcome.failure, outcome.status) == ("failed", Failure.REDIRECT, status)
    assert (server.hits, elsewhere.connections) == (1, 0)
    assert "127.0.0.1" in outcome.detail
    assert "secret" not in outcome.detail


@pytest.mark.parametrize("location", ["", "/login", "//[", "http://", "http://\xff/", "javascript:1", "h" * 9000])
def test_f17_a_redirect_to_anything_is_a_redirect(location: str, serve: Serve) -> None:
    server = serve(say(head(302, [("location", location), ("content-length", "0")])))
    _, outcome = run(call_to(server.url))
    assert outcome.failure == Failure.REDIRECT
    assert len(outcome.detail) < 200


def test_f17_the_page_of_a_redirect_is_kept_up_to_the_limit(serve: Serve) -> None:
    server = serve(say(whole(b"Sign in here", 302, [("location", "/login")])))
    body, outcome = run(call_to(server.url))
    assert (body, outcome.truncated) == (b"Sign in here", False)


# F18: the stream itself.


@pytest.mark.parametrize("stream", [SHORT, SHORT_CRLF], ids=["LF", "CRLF"])
def test_f18_a_stream_split_anywhere_is_the_same_stream(stream: bytes, serve: Serve) -> None:
    positions = iter(range(1, len(stream)))

    def script(line: Line) -> None:
        at = next(positions)
        line.send(chunked_head() + chunk(stream[:at]))
        line.send(chunk(stream[at:]) + chunk(b""))

    server = serve(script)
    answers = set()
    for _ in range(1, len(stream)):
        body, outcome = run(call_to(server.url, stream=True))
        assert (body, outcome.state) == (stream, "done")
        answer = read(True, outcome, body)
        answers.add((answer.text, answer.stop_reason, len(answer.events), answer.failure))
    assert answers == {("é🙂\u2028", "end_turn", 7, None)}
    assert server.connections == 1


def test_f18_a_line_of_a_megabyte_is_kept(serve: Serve) -> None:
    long = b"data: " + json.dumps({"type": "x", "y": "z" * 1_100_000}).encode() + b"\n\n"
    body, outcome = run(call_to(serve(say(chunked(long, event(STOP)))).url, stream=True))
    assert body == long + event(STOP)
    assert read(True, outcome, body).failure == Failure.INVALID_RESPONSE


# F20: HTTP that is none.


@both
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(head(200, [(f"x-{number}", "y") for number in range(101)]), id="101 headers"),
        pytest.param(head(200, [("x", "y" * 70_000)]), id="a header of 70 KB"),
        pytest.param(head(200, [("content-length", "5"), ("content-length", "6")]) + b"hello!", id="two lengths"),
        pytest.param(b"HELLO THERE\r\n\r\n", id="no status line"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 99999 OK\r\n\r\n", id="a status of five digits"),
        pytest.param(b"HTTP/9.9 200 OK\r\n\r\n", id="no version"),
        pytest.param(b"\x00" * 100 + b"\r\n\r\n", id="zeroes"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(
            head(200, [("content-encoding", "gzip"), ("connection", "close")]) + b"nope", id="no gzip"
        ),
        pytest.param(
            head(200, [("content-encoding", ",".join(["gzip"] * 6)), ("connection", "close")]) + b"nope",
            id="six times compressed",
        ),
    ],
)  # fmt: skip
def test_f20_what_is_no_http_is_invalid(answer: bytes, stream: bool, serve: Serve) -> None:
    ends_as(Failure.INVALID_RESPONSE, serve(say_and_close(answer)), stream, times=2)


@both
@pytest.mark.parametrize("length", ["-5", "five", "5, 5"])
def test_f20_a_length_that_is_none_is_settled_by_the_end(length: str, stream: bool, serve: Serve) -> None:
    server = serve(say_and_close(head(200, [("content-length", length)]) + b"hello"))
    body, outcome = run(call_to(server.url, stream=stream))
    assert (body, outcome.state) == (b"hello", "done")


@both
def test_f20_chunks_count_more_than_a_length(stream: bool, serve: Serve) -> None:
    server = serve(say_and_close(chunked(b"hello", headers=[("content-length", "2")])))
    body, outcome = run(call_to(server.url, stream=stream))
    assert (body, outcome.state) == (b"hello", "done")
