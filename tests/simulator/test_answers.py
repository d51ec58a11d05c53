"""What a simulated model says, and when it stops."""

import json
from typing import Any

import pytest

from tests.simulator.checker import holds
from tests.simulator.conftest import HELLO, NEW, OLD, Ask

TOOL = {"name": "get_weather", "input_schema": {"type": "object"}}


def test_the_same_request_gets_the_same_body(ask: Ask) -> None:
    assert ask(header="good-2025-01-01").raw == ask(header="good-2025-01-01").raw
    assert ask(stream=True).raw == ask(stream=True).raw


def test_another_header_gets_another_message(ask: Ask) -> None:
    assert ask(header="good-2025-01-01").json["id"] != ask().json["id"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "model claude-opus-5-5"),
        ({}, "API version 2026-10-21"),
        ({"version": OLD}, "API version 2023-06-01"),
        ({}, "betas none"),
        ({"header": "good-2025-01-01, better-2025-02-02"}, "betas good-2025-01-01, better-2025-02-02"),
        ({"messages": [*HELLO, {"role": "assistant", "content": "Hi"}, *HELLO]}, "turns 3"),
        ({}, "system prompt no"),
        ({"system": "Be brief."}, "system prompt yes"),
        ({"tools": [TOOL, {"type": "web_search_20260318", "name": "web_search"}]}, "tools get_weather, web_search"),
        ({}, "thinking no"),
        ({"thinking": {"type": "adaptive"}}, "thinking adaptive"),
        ({}, "stream no"),
        ({"max_tokens": 333}, "max_tokens 333"),
        ({"metadata": {"user_id": "u"}, "service_tier": "auto"}, "further fields metadata, service_tier"),
        ({}, "You said: “Hello”"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": "Grüß"}]}]}, "You said: “Grüß”"),
    ],
)
def test_an_answer_says_what_was_received(ask: Ask, fields: dict[str, Any], words: str) -> None:
    text = ask(**fields).text
    assert "no model was asked" in text
    assert words in text


def test_a_message_has_every_part_that_the_api_gives(ask: Ask) -> None:
    message = ask().json
    assert message.items() >= {
        "type": "message", "role": "assistant", "model": "claude-opus-5-5",
        "stop_reason": "end_turn", "stop_sequence": None, "stop_details": None,
    }.items()  # fmt: skip
    assert message["id"].startswith("msg_")
    assert [block["type"] for block in message["content"]] == ["text"]
    assert message["usage"]["input_tokens"] > 0
    assert message["usage"]["output_tokens"] > 10
    assert message["usage"]["service_tier"] == "standard"


@pytest.mark.parametrize("most", [0, 1, 7])
def test_max_tokens_ends_an_answer(ask: Ask, most: int) -> None:
    message, whole = ask(max_tokens=most), ask(max_tokens=1024)
    assert message.json["stop_reason"] == "max_tokens"
    assert message.json["usage"]["output_tokens"] == most
    assert whole.text.startswith(message.text)
    assert len(message.text) < len(whole.text)


def test_a_stop_sequence_ends_an_answer_before_it(ask: Ask) -> None:
    heard = ask(stop_sequences=["API version", "Received"])
    assert (heard.json["stop_reason"], heard.json["stop_sequence"]) == ("stop_sequence", "Received")
    assert heard.text == "This is a simulated answer; no model was asked. "


def test_whichever_comes_first_ends_an_answer(ask: Ask) -> None:
    heard = ask(stop_sequences=["Received"], max_tokens=2)
    assert (heard.json["stop_reason"], heard.json["stop_sequence"]) == ("max_tokens", None)


def test_a_stop_sequence_that_never_comes_changes_nothing(ask: Ask) -> None:
    assert ask(stop_sequences=["zebra"]).json["stop_reason"] == "end_turn"


@pytest.mark.parametrize("thinking", [{"type": "enabled", "budget_tokens": 1024}, {"type": "adaptive"}])
def test_thinking_comes_first_and_signed(ask: Ask, thinking: dict[str, Any]) -> None:
    message = ask(thinking=thinking, max_tokens=2048).json
    first, second = message["content"]
    assert (first["type"], second["type"]) == ("thinking", "text")
    assert first["thinking"]
    assert first["signature"]
    assert 0 < message["usage"]["output_tokens_details"]["thinking_tokens"] < message["usage"]["output_tokens"]


def test_omitted_thinking_is_signed_and_empty(ask: Ask) -> None:
    first = ask(thinking={"type": "adaptive", "display": "omitted"}).json["content"][0]
    assert first["thinking"] == ""
    assert first["signature"]


def test_thinking_counts_towards_max_tokens(ask: Ask) -> None:
    message = ask(thinking={"type": "adaptive"}, max_tokens=3).json
    assert [block["type"] for block in message["content"]] == ["thinking"]
    assert message["stop_reason"] == "max_tokens"


def test_a_schema_for_the_output_is_kept(ask: Ask) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 4}}, "required": ["n"]}
    text = ask(output_config={"format": {"type": "json_schema", "schema": schema}}).text
    assert holds(schema, json.loads(text))


def test_context_management_is_answered(ask: Ask) -> None:
    heard = ask(header="context-2025-06-27", context_management={"edits": [{"type": "clear_tool_uses_20250919"}]})
    assert heard.json["context_management"] == {"applied_edits": []}


def test_a_longer_prompt_counts_more_tokens(ask: Ask) -> None:
    url = "/v1/messages/count_tokens"
    short, long = (
        ask(url).json,
        ask(url, messages=[{"role": "user", "content": "Hello " * 100}], system="Be brief.").json,
    )
    assert set(short) == {"input_tokens"}
    assert 0 < short["input_tokens"] < 20 < long["input_tokens"]


def test_the_count_is_the_one_of_the_message(ask: Ask) -> None:
    fields = {"system": "Be brief.", "tools": [TOOL]}
    counted = ask("/v1/messages/count_tokens", **fields).json["input_tokens"]
    assert ask(**fields).json["usage"]["input_tokens"] == counted


def test_an_attachment_does_not_count_by_its_bytes(ask: Ask) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": "A" * 1_000_000}
    image = [{"role": "user", "content": [{"type": "image", "source": source}]}]
    assert ask("/v1/messages/count_tokens", messages=image).json["input_tokens"] < 5000


def test_the_text_is_utf_8_and_survives_a_lone_surrogate(ask: Ask) -> None:
    raw = rb'{"model":"claude-opus-5-5","max_tokens":99,"messages":[{"role":"user","content":"\ud800 \u65e5\u672c"}]}'
    assert "日本".encode() in ask(raw=raw, version=NEW).raw
