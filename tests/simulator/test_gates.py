"""Fields, tool types and content blocks that are there only with their beta."""

from typing import Any

import pytest

from tests.simulator.conftest import HELLO, LENIENT, Ask

EXTRA = "invalid_request_error: {}: Extra inputs are not permitted"
EDITS = {"context_management": {"edits": [{"type": "compact_20260112"}]}}
CONTEXT, COMPACT = "context-2025-06-27", "compact-2026-01-12"


def turn(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, *blocks]}]}


@pytest.mark.parametrize(
    ("fields", "path", "opener"),
    [
        ({"context_management": {"edits": []}}, "context_management", CONTEXT),
        ({"context_management": {}}, "context_management", COMPACT),
        ({"context_management": None}, "context_management", COMPACT),
        ({"output_config": {"task_budget": {}}}, "output_config.task_budget", "budgets-2026-03-13"),
        (
            {"thinking": {"type": "adaptive", "display": "updates"}},
            "thinking.adaptive.display",
            "updates-2026-08-18",
        ),
        (
            {"thinking": {"type": "adaptive", "block_binding": {}}},
            "thinking.adaptive.block_binding",
            "binding-2026-08-01",
        ),
        ({"fallbacks": [{"model": "a"}]}, "fallbacks", "fallback-2026-06-01"),
        (
            {"fallbacks": [{"model": "a"}, {"speed": "fast"}]},
            "fallbacks.1.speed",
            "fallback-2026-06-01,fast-2026-02-01",
        ),
        ({"fallback_credit_token": "t"}, "fallback_credit_token", "credit-2026-06-01"),
        ({"fallback_credit_token": {"token": "t"}}, "fallback_credit_token", "credit-2026-07-01"),
        (
            turn({"type": "server_tool_use", "id": "a", "name": "advisor", "input": {}}),
            "messages.0.content.1.server_tool_use.name",
            "advisor-2026-03-01",
        ),
        (
            {"messages": [*HELLO, {"role": "system", "content": "a", "clear_at": "never"}]},
            "messages.1.clear_at",
            "clear-at-2026-08-21",
        ),
    ],
)
def test_a_field_without_its_beta_is_an_extra_input(ask: Ask, fields: dict[str, Any], path: str, opener: str) -> None:
    parts = opener.split(",")
    assert ask(header=",".join(parts[:-1]), **fields).error == EXTRA.format(path)
    assert ask(header=opener, **fields).status == 200


@pytest.mark.parametrize(
    ("fields", "at", "tag", "opener"),
    [
        (
            {"tools": [{"type": "advisor_20260301", "name": "advisor"}]},
            "tools.0",
            "advisor_20260301",
            "advisor-2026-03-01",
        ),
        (turn({"type": "advisor_tool_result"}), "messages.0.content.1", "advisor_tool_result", "advisor-2026-03-01"),
        (EDITS, "context_management.edits.0", "compact_20260112", COMPACT),
    ],
)
def test_a_type_without_its_beta_is_an_unknown_tag(
    ask: Ask, fields: dict[str, Any], at: str, tag: str, opener: str
) -> None:
    start = f"{at}: Input tag '{tag}' found using 'type' does not match any of the expected tags: '"
    refusal = ask(header=CONTEXT, **fields).json["error"]["message"]
    assert refusal.startswith(start)
    assert f"'{tag}'" not in refusal.removeprefix(start)
    assert ask(header=opener, **fields).status == 200


def test_any_beta_of_a_gate_opens_it_but_not_the_gates_inside(ask: Ask) -> None:
    assert "compact_20260112" in ask(header=CONTEXT, **EDITS).error
    assert ask(header=f"{CONTEXT},{COMPACT}", **EDITS).status == 200


def test_a_credit_token_as_an_object_needs_the_newer_beta(ask: Ask) -> None:
    fields = {"fallback_credit_token": {"token": "t"}}
    assert ask(header="credit-2026-06-01", **fields).error == EXTRA.format("fallback_credit_token")


def test_a_gate_on_some_models_does_not_stand_on_others(ask: Ask) -> None:
    assert ask(speed="fast").status == 200
    assert ask(speed="fast", model="claude-opus-5").error == EXTRA.format("speed")
    assert ask(speed="fast", model="claude-opus-5", header="fast-2026-02-01").status == 200


def test_a_historical_gate_is_no_gate(ask: Ask) -> None:
    tool = {"name": "add", "input_schema": {"type": "object"}, "input_examples": [{}]}
    assert ask(tools=[tool]).status == 200


def test_an_unknown_tool_type_is_refused_at_its_place(ask: Ask) -> None:
    tools = [{"name": "add", "input_schema": {"type": "object"}}, {"type": "web_search_19990101", "name": "s"}]
    assert ask(tools=tools).error.startswith("invalid_request_error: tools.1: Input tag 'web_search_19990101' found")


def test_a_token_count_has_the_same_gates_and_fewer_fields(ask: Ask) -> None:
    url = "/v1/messages/count_tokens"
    assert ask(url, context_management={}).error == EXTRA.format("context_management")
    assert ask(url, context_management={}, header=CONTEXT).status == 200
    assert ask(url, max_tokens=10).error == EXTRA.format("max_tokens")


def test_a_lenient_stand_in_has_no_gates(ask: Ask) -> None:
    assert ask(world=LENIENT, **EDITS).status == 200
