"""Answers that are not what they should be: oddities are read, the rest is told, nothing makes the reader stumble."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.upstream.answer import read
from betas.upstream.call import Failure, Outcome
from tests.upstream.conftest import message
from tests.upstream.reading import plain, streamed
from tests.upstream.streams import START, STOP, events, settled

DEEP = 100_000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(message()[:-20], id="cut"),
        pytest.param(b"<html>Sign in</html>", id="a page"),
        pytest.param(b"[1]", id="no object"),
        pytest.param(b'"text"', id="a string"),
        pytest.param(b'{"a": NaN}', id="NaN"),
        pytest.param(b'{"a": -Infinity}', id="infinity"),
        pytest.param(b'{"a": ' + b"7" * 5000 + b"}", id="5000 digits"),
        pytest.param(b'{"a": ' + b"[" * DEEP + b"]" * DEEP + b"}", id="deep list"),
        pytest.param(b'{"a":' * DEEP + b"1" + b"}" * DEEP, id="deep object"),
        pytest.param(b'{"a":' * 150 + b"1" + b"}" * 150, id="too deep to show"),
        pytest.param(b'{"a": "\x00"}', id="NUL"),
        pytest.param(b"\xff\xfe{\x00}\x00", id="UTF-16"),
        pytest.param(b"\x1f\x8b\x08\x00", id="still compressed"),
    ],
)
def test_a_whole_answer_that_cannot_be_read_is_invalid(body: bytes) -> None:
    answer = plain(body)
    assert (answer.failure, answer.message) == (Failure.INVALID_RESPONSE, None)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param('\ufeff{"content": [{"type": "text", "text": "a"}]}'.encode(), "a", id="byte order mark"),
        pytest.param(b'{"content": [{"type": "text", "text": "\xff"}]}', "\ufffd", id="invalid UTF-8"),
        pytest.param(b'{"content": [{"type": "text", "text": "\\ud800"}]}', "\ufffd", id="lone surrogate"),
        pytest.param(b'{"content": [{"type": "text", "text": "\\ud83d\\ude00"}]}', "\U0001f600", id="surrogate pair"),
        pytest.param(b'{"content": [{"type": "text", "text": "\\u0000"}]}', "\ufffd", id="escaped NUL"),
        pytest.param('{"content": [{"type": "text", "text": "\u2028"}]}'.encode(), "\u2028", id="U+2028"),
        pytest.param(b'{"content": 1, "content": [{"type": "text", "text": "a"}]}', "a", id="duplicate keys"),
        pytest.param(b'{"content": [{"type": "text", "text": 7}, 8, null]}', "", id="wrong types"),
        pytest.param(b'{"content": "a"}', "", id="content that is no list"),
    ],
)
def test_oddities_are_read(body: bytes, text: str) -> None:
    answer = plain(body)
    assert (answer.failure, answer.text) == (None, text)
    json.dumps(answer.message).encode()
    answer.text.encode()


@pytest.mark.parametrize("data", [b"{", b"[1]", b'{"a": NaN}', b'{"a":' * DEEP, b"7" * 5000], ids=lambda data: data[:9])
def test_an_event_that_is_no_json_object_is_told(data: bytes) -> None:
    answer = streamed(events(START) + b"event: x\ndata: " + data + b"\n\n" + events(settled(), STOP))
    assert (answer.failure, answer.stop_reason) == (Failure.INVALID_RESPONSE, "end_turn")


def test_a_line_that_is_too_long_is_told() -> None:
    answer = streamed(events(START) + b"data: " + bytes(2 * 1024 * 1024) + b"\n\n")
    assert answer.failure == Failure.INVALID_RESPONSE


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["text", "tool_use", "error"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "index", "delta", "message", "usage", "content", "error"]), inner)
    ),
    max_leaves=8,
)
KINDS = st.sampled_from(
    ["message_start", "content_block_start", "content_block_delta", "message_delta", "message_stop", "error", "ping"]
)


@given(st.lists(st.tuples(KINDS, st.dictionaries(st.sampled_from([*START, "index", "delta", "content_block"]), JUNK))))
def test_no_events_make_it_stumble(pairs: list[tuple[str, dict[str, Any]]]) -> None:
    answer = streamed(events(*({**fields, "type": kind} for kind, fields in pairs)))
    json.dumps(answer.message)


@given(st.binary(max_size=200), st.booleans(), st.sampled_from([None, 200, 204, 400, 529]))
def test_no_bytes_make_it_stumble(body: bytes, stream: bool, status: int | None) -> None:
    read(stream, Outcome(state="done", status=status), body)


@given(JUNK, st.sampled_from([200, 400]))
def test_no_json_makes_it_stumble(value: object, status: int) -> None:
    plain(json.dumps(value).encode(), status=status)
