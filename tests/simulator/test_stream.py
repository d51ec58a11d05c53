"""The event stream."""

import json
from itertools import pairwise
from typing import Any

from betas.simulator.playing import Pause
from betas.simulator.world import World
from tests.simulator.conftest import FACTS, WORLD, Ask

WEATHER = {
    "name": "get_weather",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


def assembled(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The message that a client puts together."""
    message: dict[str, Any] = {}
    for event in events:
        match event["type"]:
            case "message_start":
                message = event["message"]
            case "content_block_start":
                assert event["index"] == len(message["content"])
                message["content"].append(event["content_block"] | {"partial": ""})
            case "content_block_delta":
                block, delta = message["content"][event["index"]], event["delta"]
                for source, target in {"text": "text", "thinking": "thinking", "signature": "signature"}.items():
                    if source in delta:
                        block[target] += delta[source]
                block["partial"] += delta.get("partial_json", "")
            case "content_block_stop":
                block = message["content"][event["index"]]
                partial = block.pop("partial")
                if block["type"] == "tool_use":
                    block["input"] = json.loads(partial)
            case "message_delta":
                message |= event["delta"]
                message["usage"] |= event["usage"]
    return message


def test_the_events_come_in_the_order_of_the_api(ask: Ask) -> None:
    heard = ask(stream=True)
    names = [event["type"] for event in heard.events]
    assert heard.header("content-type") == "text/event-stream; charset=utf-8"
    assert names[:3] == ["message_start", "content_block_start", "ping"]
    assert names[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert set(names[3:-3]) == {"content_block_delta"}


def test_a_stream_adds_up_to_the_plain_message(ask: Ask) -> None:
    fields: dict[str, Any] = {
        "thinking": {"type": "adaptive"},
        "tools": [WEATHER],
        "messages": [{"role": "user", "content": "Weather in Köln?"}],
    }
    streamed, plain = assembled(ask(stream=True, **fields).events), ask(**fields).json
    assert [block["type"] for block in streamed["content"]] == ["thinking", "text", "tool_use"]
    assert streamed["content"][2]["input"] == plain["content"][2]["input"]
    assert streamed["stop_reason"] == plain["stop_reason"] == "tool_use"
    assert streamed["content"][1]["text"].replace("stream yes", "stream no") == plain["content"][1]["text"]
    assert set(streamed) == set(plain)


def test_the_start_holds_nothing_yet(ask: Ask) -> None:
    start = ask(stream=True).events[0]["message"]
    assert (start["content"], start["stop_reason"], start["usage"]["output_tokens"]) == ([], None, 1)


def test_usage_at_the_end_is_cumulative(ask: Ask) -> None:
    events = ask(stream=True, thinking={"type": "adaptive"}).events
    end = next(event for event in events if event["type"] == "message_delta")
    assert end["usage"]["output_tokens"] > end["usage"]["output_tokens_details"]["thinking_tokens"] > 0


def test_stopping_early_is_said_at_the_end(ask: Ask) -> None:
    end = ask(stream=True, stop_sequences=["Received"]).events[-2]
    assert end["delta"] == {"stop_reason": "stop_sequence", "stop_sequence": "Received", "stop_details": None}


def test_thinking_ends_in_its_signature(ask: Ask) -> None:
    deltas = [
        e["delta"]["type"]
        for e in ask(stream=True, thinking={"type": "adaptive"}).events
        if e.get("index") == 0 and "delta" in e
    ]
    assert deltas[-1] == "signature_delta"
    assert set(deltas[:-1]) == {"thinking_delta"}


def test_the_thinking_token_count_is_there_with_its_beta_only(ask: Ask) -> None:
    fields = {"stream": True, "thinking": {"type": "adaptive", "display": "omitted"}}
    counted = ask(header="thinking-token-count-2026-05-13", **fields)
    assert b'"estimated_tokens":' in counted.raw
    assert b"estimated_tokens" not in ask(**fields).raw


def test_a_tool_call_starts_empty_and_grows(ask: Ask) -> None:
    events = ask(stream=True, tools=[WEATHER], tool_choice={"type": "any"}).events
    assert events[1]["content_block"]["input"] == {}
    pieces = [e["delta"]["partial_json"] for e in events if e["type"] == "content_block_delta"]
    assert pieces[0] == ""
    assert json.loads("".join(pieces)) == {"city": "simulated"}


def test_the_json_is_padded_so_that_nobody_compares_bytes(ask: Ask) -> None:
    assert b"} \n\n" in ask(stream=True).raw


def test_a_text_comes_in_many_pieces_with_a_pause_after_each(ask: Ask) -> None:
    world = World(FACTS, lenient=False, now=WORLD.now, token_s=0.03)
    steps = ask(stream=True, world=world).answer.steps
    assert steps.count(Pause(0.03)) > 10
    for first, second in pairwise(steps):
        if isinstance(first, bytes) and b"content_block_delta" in first:
            assert second == Pause(0.03)


def test_an_empty_answer_is_still_a_whole_stream(ask: Ask) -> None:
    names = [event["type"] for event in ask(stream=True, max_tokens=0).events]
    assert names == ["message_start", "message_delta", "message_stop"]


def test_a_refusal_of_a_stream_is_plain_json(ask: Ask) -> None:
    heard = ask(stream=True, header="nope")
    assert (heard.status, heard.header("content-type")) == (400, "application/json")
