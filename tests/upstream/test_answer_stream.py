"""An answer that came as a stream: the message its events make, its end, and what one event adds."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.upstream.answer import ErrorBody, Reading, Usage, read, said_by, text_of
from betas.upstream.call import Failure, Outcome
from betas.upstream.sse import Event
from tests.upstream.reading import SSE, streamed
from tests.upstream.streams import START, STOP, begin, end, events, grow, settled


def block_of(*deltas: dict[str, Any], **block: Any) -> dict[str, Any]:
    answer = streamed(events(START, begin(0, **block), *deltas, end(0), settled(), STOP))
    assert answer.message is not None
    found: dict[str, Any] = answer.message["content"][0]
    return found


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


def test_an_error_in_mid_stream_ends_it_and_the_part_is_kept() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    answer = streamed(events(START, begin(0, type="text", text=""), grow(0, "text_delta", text="Fo"), error))
    assert (answer.error, answer.failure) == (ErrorBody("overloaded_error", "Overloaded"), None)
    assert answer.text == "Fo"


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
    assert text_of(said_by(Event("content_block_delta", data, 0))) == piece


@pytest.mark.parametrize(("name", "data"), [("ping", "{}"), ("content_block_delta", "{"), ("execute", '{"delta": {}}')])
def test_other_events_add_nothing(name: str, data: str) -> None:
    assert text_of(said_by(Event(name, data, 0))) is None


MUCH_SAID = events(
    START,
    begin(0, type="text", text=""),
    grow(0, "text_delta", text="Fö"),
    {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
    begin(1, type="tool_use", id="toolu_1", name="add", input={}),
    grow(1, "input_json_delta", partial_json='{"a":'),
    settled("tool_use"),
    STOP,
).replace(b"data: ", b"data: {", 1)


@given(st.integers(0, len(MUCH_SAID)), st.lists(st.integers(0, len(MUCH_SAID))), st.sampled_from([200, 400]))
def test_what_is_read_as_it_comes_is_what_is_read_at_once(length: int, cuts: list[int], status: int) -> None:
    body, outcome = MUCH_SAID[:length], Outcome(state="done", status=status, headers=SSE)
    bounds = [0, *sorted(min(cut, length) for cut in cuts), length]
    reading = Reading()
    came = [said for at, to in pairwise(bounds) for said in reading.feed(body[at:to])]
    came += reading.finish()
    whole = read(True, outcome, body)
    assert reading.answer(outcome, body) == replace(whole, events=())
    assert tuple(said.event for said in came) == whole.events or status == 400
