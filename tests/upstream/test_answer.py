"""A whole answer: a message, or an error in whatever words it comes."""

import pytest

from betas.upstream.answer import ErrorBody, Usage, read
from betas.upstream.call import Failure, Outcome
from tests.upstream.conftest import message
from tests.upstream.reading import plain, streamed
from tests.upstream.streams import START, events


def test_a_message_is_read() -> None:
    answer = plain(message(), headers=(("request-id", "req_1"),))
    assert (answer.text, answer.stop_reason, answer.request_id) == ("Four.", "end_turn", "req_1")
    assert answer.usage == Usage(input_tokens=12, output_tokens=3)
    assert (answer.failure, answer.error) == (None, None)


def test_a_count_of_tokens_is_no_usage() -> None:
    answer = plain(b'{"input_tokens": 14}')
    assert (answer.message, answer.usage, answer.failure) == ({"input_tokens": 14}, Usage(), None)


def test_the_text_is_that_of_all_text_blocks() -> None:
    content = [{"type": "thinking", "thinking": "x"}, {"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert plain(message(content=content)).text == "ab"


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "", "application/json; charset=bogus"])
def test_what_counts_of_a_plain_answer_is_its_body(kind: str) -> None:
    assert plain(message(), headers=(("content-type", kind),)).failure is None


@pytest.mark.parametrize("body", [b"", b'{"id": "msg_1", "content": [{"ty', b'{"a": "b'])
def test_a_body_that_ends_with_its_connection_and_breaks_off_is_truncated(body: bytes) -> None:
    assert plain(body, close_delimited=True).failure == Failure.TRUNCATED


def test_a_whole_body_that_ends_with_its_connection_is_whole() -> None:
    assert plain(message(), close_delimited=True).failure is None


def test_a_page_that_ends_with_its_connection_is_invalid() -> None:
    assert plain(b"<html>", close_delimited=True).failure == Failure.INVALID_RESPONSE


@pytest.mark.parametrize("state", ["failed", "cancelled", "sending", "interrupted"])
def test_of_a_part_only_the_wire_says_what_went_wrong(state: str) -> None:
    assert plain(message()[:-9], state=state).failure is None
    assert streamed(events(START), state=state, status=None).failure is None


@pytest.mark.parametrize("count", ["7", 7.0, -1, True, None, 2**63, [1]])
def test_a_count_that_is_none_is_not_stated(count: object) -> None:
    assert plain(message(usage={"output_tokens": count})).usage == Usage()


# Errors.


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            b'{"type":"error","error":{"type":"invalid_request_error","message":"No.","details":{"error_code":"c"}}}',
            ErrorBody("invalid_request_error", "No.", {"error_code": "c"}),
        ),
        (b'{"message":"invalid beta flag"}', ErrorBody("", "invalid beta flag")),
        (b'{"error":{"message":"no","code":"invalid_body"}}', ErrorBody("invalid_body", "no")),
        (b'{"error":{"message":"no","code":400,"type":null}}', ErrorBody("", "no")),
        (b'{"error":"overloaded"}', ErrorBody("", "overloaded")),
        (b'{"detail":"Not Found"}', ErrorBody("", "Not Found")),
        (
            b'{"error":{"type":"api_error","details":"x"}}',
            ErrorBody("api_error", '{"error":{"type":"api_error","details":"x"}}'),
        ),
        (b"<html>Bad gateway</html>", ErrorBody("", "<html>Bad gateway</html>")),
        (b"{", ErrorBody("", "{")),
        (b"[]", ErrorBody("", "[]")),
        (b"", ErrorBody()),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_an_error_is_read_in_whatever_words_it_comes(body: bytes, error: ErrorBody, stream: bool) -> None:
    answer = read(stream, Outcome(state="done", status=502), body)
    assert (answer.error, answer.failure) == (error, None)


def test_a_long_error_page_is_shortened() -> None:
    answer = plain(b"<p>" * 400_000, status=500)
    assert answer.error is not None
    assert len(answer.error.message) == 300


def test_the_request_id_of_an_error_is_in_its_body_too() -> None:
    assert plain(b'{"type":"error","error":{},"request_id":"req_2"}', status=400).request_id == "req_2"


def test_an_error_with_status_200_is_an_error() -> None:
    answer = plain(b'{"type":"error","error":{"type":"api_error","message":"Oops"}}')
    assert (answer.error, answer.failure) == (ErrorBody("api_error", "Oops"), None)
