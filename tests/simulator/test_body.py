"""What is wrong with a body whatever the betas."""

from typing import Any

import pytest

from tests.simulator.conftest import ABSENT, HELLO, LENIENT, OLD, Ask

PREFILLED = [*HELLO, {"role": "assistant", "content": "The answer is"}]
TOOL = {"name": "add", "input_schema": {"type": "object"}}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"max_tokens": ABSENT}, "max_tokens: Field required"),
        ({"messages": ABSENT}, "messages: Field required"),
        ({"model": ABSENT}, "model: Field required"),
        ({"max_tokens": "many"}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": True}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": -1}, "max_tokens: Input should be greater than or equal to 0"),
        ({"messages": "Hello"}, "messages: Input should be a valid list"),
        ({"messages": []}, "messages: at least one message is required"),
        ({"messages": ["Hello"]}, "messages.0: Input should be a valid dictionary"),
        ({"messages": [{"content": "a"}]}, "messages.0.role: Field required"),
        ({"messages": [{"role": "user"}]}, "messages.0.content: Field required"),
        (
            {"messages": [{"role": "robot", "content": "a"}]},
            "messages.0.role: Input should be 'user', 'assistant' or 'system'",
        ),
        (
            {"messages": [{"role": "user", "content": ""}]},
            "messages.0: all messages must have non-empty content except for the optional final assistant message",
        ),
        ({"messages": [{"role": "user", "content": [{}]}]}, "messages.0.content.0.type: Field required"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
            "messages.0.content.0.text.text: Field required",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": ""}]}]},
            "messages: text content blocks must be non-empty",
        ),
        (
            {"messages": [{"role": "user", "content": "a", "mood": 1}]},
            "messages.0.mood: Extra inputs are not permitted",
        ),
        ({"foo": 1}, "foo: Extra inputs are not permitted"),
        ({"betas": ["a"]}, "betas: Extra inputs are not permitted"),
        ({"stream": "yes"}, "stream: Input should be a valid boolean"),
        ({"stop_sequences": [" "]}, "stop_sequences: each stop sequence must contain non-whitespace"),
        ({"tools": [{"name": "add"}]}, "tools.0.custom.input_schema: Field required"),
        ({"tools": [{"input_schema": {}}]}, "tools.0.custom.name: Field required"),
        (
            {"tools": [{"name": "a b", "input_schema": {"type": "object"}}]},
            "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
        ),
        ({"tools": [{**TOOL, "input_schema": {}}]}, "tools.0.custom.input_schema.type: Input should be 'object'"),
        ({"tools": [{**TOOL, "colour": "red"}]}, "tools.0.custom.colour: Extra inputs are not permitted"),
        ({"tools": [TOOL, TOOL]}, "tools: Tool names must be unique."),
        (
            {"tools": [TOOL], "tool_choice": {"type": "tool", "name": "subtract"}},
            "tool_choice.tool.name: Tool 'subtract' not found in provided tools",
        ),
        (
            {"tool_choice": {"type": "any"}},
            "tool_choice: tool_choice may only be specified while providing tools",
        ),
        ({"thinking": {}}, "thinking.type: Field required"),
        ({"thinking": {"type": "enabled"}}, "thinking.enabled.budget_tokens: Field required"),
        (
            {"thinking": {"type": "enabled", "budget_tokens": 10}},
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
        ),
        (
            {"thinking": {"type": "enabled", "budget_tokens": 1024}},
            "`max_tokens` must be greater than `thinking.budget_tokens`.",
        ),
        (
            {"thinking": {"type": "adaptive"}, "tools": [TOOL], "tool_choice": {"type": "any"}},
            "Thinking may not be enabled when tool_choice forces tool use.",
        ),
        (
            {"max_tokens": 128_001},
            "max_tokens: 128001 > 128000, which is the maximum allowed number of output tokens for claude-opus-5-5",
        ),
        (
            {"messages": PREFILLED},
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        ),
        (
            {"model": "claude-haiku-4-5", "thinking": {"type": "adaptive"}},
            "adaptive thinking is not supported on this model",
        ),
    ],
)
def test_the_api_says_what_is_wrong_and_where(ask: Ask, fields: dict[str, Any], message: str) -> None:
    heard = ask(**fields)
    assert (heard.status, heard.error) == (400, f"invalid_request_error: {message}")


@pytest.mark.parametrize(
    "fields",
    [
        {"system": "Be brief."},
        {"system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]},
        {"metadata": {"user_id": "u"}, "service_tier": "auto", "inference_geo": "us", "container": "c"},
        {"diagnostics": {"previous_message_id": None}, "speed": "fast", "cache_control": {"type": "ephemeral"}},
        {"output_config": {"effort": "low"}},
        {"messages": [*HELLO, {"role": "system", "content": "Mind."}, *HELLO]},
        {"max_tokens": 0},
        {"max_tokens": 128_000},
        {"model": "claude-haiku-4-5", "messages": PREFILLED},
        {"tools": [{**TOOL, "input_examples": [], "strict": True, "type": "custom"}]},
        {"tools": [{"type": "web_search_20260318", "name": "web_search", "max_uses": 3}]},
        {"thinking": {"type": "disabled"}},
    ],
)
def test_what_needs_no_beta_is_taken_without_one(ask: Ask, fields: dict[str, Any]) -> None:
    assert ask(**fields).status == 200


def test_a_thinking_budget_above_max_tokens_needs_interleaved_thinking(ask: Ask) -> None:
    fields = {"thinking": {"type": "enabled", "budget_tokens": 2048}, "max_tokens": 1024}
    assert ask(**fields).status == 400
    assert ask(**fields, header="interleaved-thinking-2025-05-14").status == 200


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b'{"max_tokens": NaN}', b"\xff", b"[" * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900],
)
def test_a_body_that_is_no_object_is_refused_in_the_envelope(ask: Ask, raw: bytes) -> None:
    assert ask(raw=raw).json["error"]["type"] == "invalid_request_error"


def test_a_body_above_32_mb_is_too_large(ask: Ask) -> None:
    heard = ask(raw=b" " * (32 * 1024 * 1024 + 1))
    assert (heard.status, heard.json["error"]["type"]) == (413, "request_too_large")


@pytest.mark.parametrize("model", ["claude-nope", "claude-2.1"])
def test_an_unknown_or_retired_model_is_not_found(ask: Ask, model: str) -> None:
    heard = ask(model=model)
    assert (heard.status, heard.error) == (404, f"not_found_error: model: {model}")


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"model": "any", "messages": [{"role": "user", "content": "string"}], "max_tokens": "x", "betas": ["a"]}',
        b'{"messages": "string", "tools": {"a": 1}, "tool_choice": "any", "thinking": 4, "stop_sequences": [1]}',
        b'{"messages": [1, {"content": {}}, {"content": [1, {"type": "text"}]}], "tools": [{"name": 1}, 2]}',
        b'{"stream": true, "output_config": [], "system": 7}',
    ],
)
def test_a_lenient_stand_in_takes_placeholder_bodies(ask: Ask, body: bytes) -> None:
    assert ask(raw=body, world=LENIENT).status == 200


@pytest.mark.parametrize("field", ["temperature", "top_p", "top_k"])
def test_sampling_fields_are_gone_in_the_new_version_only(ask: Ask, field: str) -> None:
    assert ask(**{field: 1}).error == f"invalid_request_error: {field}: Extra inputs are not permitted"
    assert ask(version=OLD, **{field: 1}).status == 200


def test_a_temperature_above_one_was_never_right(ask: Ask) -> None:
    assert "temperature: Input should be less than or equal to 1" in ask(version=OLD, temperature=1.5).error


CITED = {"type": "text", "text": "a", "citations": [{"type": "char_location"}]}
FOUND = {"type": "search_result", "source": "s", "title": "t", "content": [CITED]}
DOCUMENT = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "a"}}


@pytest.mark.parametrize(
    ("messages", "path"),
    [
        ([{"role": "user", "content": [CITED]}], "messages.0.content.0.text.citations"),
        ([{"role": "user", "content": [FOUND]}], "messages.0.content.0.search_result.content.0.text.citations"),
        (
            [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [FOUND]}]}],
            "messages.0.content.0.tool_result.content.0.search_result.content.0.text.citations",
        ),
    ],
)
def test_citations_from_a_user_are_gone_in_the_new_version_only(ask: Ask, messages: list[Any], path: str) -> None:
    assert ask(messages=messages).error == f"invalid_request_error: {path}: Extra inputs are not permitted"
    assert ask(messages=messages, version=OLD).status == 200


def test_citations_of_an_assistant_and_empty_ones_stay(ask: Ask) -> None:
    empty = {"type": "text", "text": "a", "citations": []}
    said = [*HELLO, {"role": "assistant", "content": [CITED]}, {"role": "user", "content": [empty]}]
    assert ask(messages=said).status == 200


def test_a_document_of_an_assistant_is_gone_in_the_new_version_only(ask: Ask) -> None:
    messages = [*HELLO, {"role": "assistant", "content": [DOCUMENT]}, *HELLO]
    assert "messages.1.content.0: Input tag 'document' found using 'type'" in ask(messages=messages).error
    assert ask(messages=messages, version=OLD).status == 200
    assert ask(messages=[{"role": "user", "content": [DOCUMENT]}]).status == 200
