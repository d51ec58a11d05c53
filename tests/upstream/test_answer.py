import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.upstream.answer import Answer, ErrorBody, Usage, read, text_of
from betas.upstream.call import Failure, Outcome
from betas.upstream.sse import Event
from tests.upstream.conftest import message
from tests.upstream.streams import START, STOP, begin, end, events, grow, settled

SSE = (("content-type", "text/event-stream; charset=utf-8"), ("request-id", "req_1"))
DEEP = 100_000


def plain(body: bytes, **fields: Any) -> Answer:
    return read(False, Outcome(**{"state": "done", "status": 200, **fields}), body)


def streamed(body: bytes, **fields: Any) -> Answer:
    return read(True, Outcome(**{"state": "done", "status": 200, "headers": SSE, **fields}), body)


def block_of(*deltas: dict[str, Any], **block: Any) -> dict[str, Any]:
    answer = streamed(events(START, begin(0, **block), *deltas, end(0), settled(), STOP))
    assert answer.message is not None
    found: dict[str, Any] = answer.message["content"][0]
    return found


# Plain answers.


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


def test_an_error_in_mid_stream_ends_it_and_the_part_is_kept() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    answer = streamed(events(START, begin(0, type="text", text=""), grow(0, "text_delta", text="Fo"), error))
    assert (answer.error, answer.failure) == (ErrorBody("overloaded_error", "Overloaded"), None)
    assert answer.text == "Fo"


# Streams.


def test_a_message_is_put_together_from_its_events() -> None:
    answer = streamed(
        events(
            START,
            begin(0, type="thinking", thinking="", signature=""),
            {"type": "ping"},
            grow(0, "thinking_delta", thinking="Two plus "),
            grow(0, "thinking_delta", thinking="two."),
            grow(0, "signature_delta", signature="c2Fu"),
            end(0),
            begin(1, type="text", text=""),
            grow(1, "text_delta", text="Fo"),
            grow(1, "text_delta", text="ur."),
            grow(1, "citations_delta", citation={"cited_text": "2+2=4"}),
            end(1),
            begin(2, type="tool_use", id="toolu_1", name="add", input={}),
            grow(2, "input_json_delta", partial_json=""),
            grow(2, "input_json_delta", partial_json='{"a":'),
            grow(2, "input_json_delta", partial_json="2}"),
            end(2),
            settled("tool_use"),
            STOP,
        )
    )
    assert answer.message == {
        **START["message"],
        "content": [
            {"type": "thinking", "thinking": "Two plus two.", "signature": "c2Fu"},
            {"type": "text", "text": "Four.", "citations": [{"cited_text": "2+2=4"}]},
            {"type": "tool_use", "id": "toolu_1", "name": "add", "input": {"a": 2}},
        ],
        "stop_reason": "tool_use",
        "usage": {**START["message"]["usage"], "output_tokens": 31},
    }
    assert (answer.text, answer.stop_reason, answer.request_id) == ("Four.", "tool_use", "req_1")
    assert answer.usage == Usage(12, 31, 0, 7)
    assert (answer.failure, answer.error) == (None, None)


def test_the_last_count_of_a_kind_holds() -> None:
    usage = {"type": "message_delta", "delta": {}, "usage": {"input_tokens": 20, "output_tokens": 5}}
    assert streamed(events(START, usage, settled(), STOP)).usage == Usage(20, 31, 0, 7)


def test_a_compaction_is_put_together() -> None:
    deltas = grow(0, "compaction_delta", content="Summ"), grow(0, "compaction_delta", content="ary")
    assert block_of(*deltas, type="compaction", content=None) == {"type": "compaction", "content": "Summary"}


def test_a_delta_of_tomorrow_is_kept() -> None:
    deltas = grow(0, "smell_delta", smell="ro", strength=3), grow(0, "smell_delta", smell="se", strength=4)
    assert block_of(*deltas, type="smell") == {"type": "smell", "smell": "rose", "strength": 4}


def test_a_block_without_deltas_is_kept() -> None:
    assert block_of(type="fallback", model="claude-haiku-5") == {"type": "fallback", "model": "claude-haiku-5"}


def test_input_that_is_no_json_stays_text() -> None:
    assert block_of(grow(0, "input_json_delta", partial_json='{"a":'), type="tool_use")["input"] == '{"a":'


def test_what_a_message_delta_says_beside_is_kept() -> None:
    answer = streamed(events(START, settled(context_management={"applied_edits": []}), STOP))
    assert answer.message is not None
    assert answer.message["context_management"] == {"applied_edits": []}


def test_an_unknown_event_is_kept_and_harmless() -> None:
    answer = streamed(events(START, {"type": "weather", "sun": True}, settled(), STOP))
    assert (answer.failure, answer.events[1].name) == (None, "weather")


def test_a_stream_without_its_last_event_is_truncated() -> None:
    answer = streamed(events(START, begin(0, type="text", text=""), grow(0, "text_delta", text="Fo")))
    assert (answer.failure, answer.text) == (Failure.TRUNCATED, "Fo")


@pytest.mark.parametrize("missing", [1, 2])
def test_a_last_event_without_its_blank_line_counts(missing: int) -> None:
    assert streamed(events(START, settled(), STOP)[:-missing]).failure is None


def test_half_a_last_event_does_not() -> None:
    answer = streamed(events(START, settled(), STOP)[:-12])
    assert (answer.failure, len(answer.events)) == (Failure.TRUNCATED, 2)


def test_an_empty_stream_is_truncated() -> None:
    assert streamed(b"").failure == Failure.TRUNCATED


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/plain", "é"])
def test_a_stream_of_another_type_is_invalid_and_still_shown(kind: str) -> None:
    answer = streamed(events(START, settled(), STOP), headers=(("content-type", kind),))
    assert (answer.failure, answer.stop_reason) == (Failure.INVALID_RESPONSE, "end_turn")


def test_a_stream_without_a_type_is_invalid() -> None:
    assert streamed(events(START, settled(), STOP), headers=(("date", "now"),)).failure == Failure.INVALID_RESPONSE


def test_a_charset_that_nobody_knows_is_no_matter() -> None:
    headers = (("content-type", "Text/Event-Stream; charset=bogus"),)
    assert streamed(events(START, settled(), STOP), headers=headers).failure is None


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


# Live.


@pytest.mark.parametrize(
    ("delta", "piece"),
    [
        ({"type": "text_delta", "text": " "}, ("text", " ")),
        ({"type": "thinking_delta", "thinking": "Hm"}, ("thinking", "Hm")),
        ({"type": "input_json_delta", "partial_json": "{"}, ("input", "{")),
        ({"type": "input_json_delta", "partial_json": ""}, None),
        ({"type": "signature_delta", "signature": "x"}, None),
        ({"type": "text_delta", "text": 7}, None),
        ({"type": ["text_delta"]}, None),
        ("text", None),
    ],
)
def test_what_an_event_adds(delta: object, piece: tuple[str, str] | None) -> None:
    data = json.dumps({"type": "content_block_delta", "index": 0, "delta": delta})
    assert text_of(Event("content_block_delta", data, 0)) == piece


@pytest.mark.parametrize(("name", "data"), [("ping", "{}"), ("content_block_delta", "{"), ("execute", '{"delta": {}}')])
def test_other_events_add_nothing(name: str, data: str) -> None:
    assert text_of(Event(name, data, 0)) is None
