import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betas.catalogue.facts import BetaFact, Facts, GateFact
from betas.diagnosis.uses import uses
from betas.models.choices import GateMode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)

ADVISOR = {"type": "server_tool_use", "name": "advisor"}


def gated(path: str, kind: str = "field", value: str = "", only_on: tuple[str, ...] = ()) -> Facts:
    gate = GateFact("a-2025-01-01", path, kind, value, "required", only_on)
    return Facts(1, {gate.beta: BetaFact(gate.beta, "a", "A", "active", gates=(gate,))}, {})


@pytest.mark.parametrize(
    ("known", "body", "path"),
    [
        (gated("context_management"), {"context_management": {}}, "context_management"),
        (gated("context_management"), {"context_management": None}, "context_management"),
        (gated("output_config.task_budget"), {"output_config": {"task_budget": 1}}, "output_config.task_budget"),
        (gated("tools[].type", "tool_type", "x_1"), {"tools": [{"type": "y"}, {"type": "x_1"}]}, "tools.1.type"),
        (
            gated("messages[].content[].type", "content_block", "mcp_tool_use"),
            {"messages": [{"content": "text"}, {"content": [{"type": "text"}, {"type": "mcp_tool_use"}]}]},
            "messages.1.content.1",
        ),
        (
            gated("context_management.edits[].type", "value", "compact_20260112"),
            {"context_management": {"edits": [{"type": "compact_20260112"}]}},
            "context_management.edits.0.type",
        ),
        (
            gated("messages[].content[type=server_tool_use].name", "value", "advisor"),
            {"messages": [{"content": [{"type": "x", "name": "advisor"}, ADVISOR]}]},
            "messages.0.content.1.name",
        ),
        (gated("messages[role=system].at"), {"messages": [{"role": "system", "at": 1}]}, "messages.0.at"),
        (gated("fallback_credit_token", "value", "object"), {"fallback_credit_token": {}}, "fallback_credit_token"),
        (gated("fallbacks", "value", "default"), {"fallbacks": "default"}, "fallbacks"),
    ],
)  # fmt: skip
def test_a_use_says_where_it_stands(known: Facts, body: dict[str, Any], path: str) -> None:
    assert [use.path for use in uses(body, known)] == [path]


@pytest.mark.parametrize(
    ("known", "body"),
    [
        (gated("context_management"), {"messages": [{"context_management": 1}]}),
        (gated("tools[].type", "tool_type", "x_1"), {"tools": {"type": "x_1"}}),
        (gated("tools[].type", "tool_type", "x_1"), {"tools": [["x_1"], "x_1", None]}),
        (gated("fallback_credit_token", "value", "object"), {"fallback_credit_token": "object-like"}),
        (gated("messages[role=system].clear_at"), {"messages": [{"role": "user", "clear_at": 1}]}),
    ],
)
def test_what_only_looks_alike_is_no_use(known: Facts, body: dict[str, Any]) -> None:
    assert uses(body, known) == ()


def test_a_gate_of_some_models_stands_on_these_only() -> None:
    known = gated("speed", only_on=("claude-opus-5",))
    assert uses({"speed": "fast", "model": "claude-opus-5"}, known)
    assert uses({"speed": "fast"}, known, model="claude-opus-5")
    assert not uses({"speed": "fast", "model": "claude-opus-5-5"}, known)
    assert not uses({"speed": "fast"}, known)


def test_every_beta_that_gates_a_field_is_named(known: Facts) -> None:
    found = uses({"mcp_servers": []}, known)
    assert [use.gate.beta for use in found] == [
        "mcp-client-2025-04-04",
        "mcp-client-2025-11-20",
        "mcp-client-2026-09-15",
    ]


def test_required_gates_are_meant_unless_others_are_asked_for(known: Facts) -> None:
    body: dict[str, Any] = {"diagnostics": {}}
    assert uses(body, known) == ()
    assert [use.gate.beta for use in uses(body, known, modes=GateMode.values)] == ["cache-diagnosis-2026-04-07"]


@given(body=st.fixed_dictionaries({}, optional=dict.fromkeys(("messages", "tools", "model"), JSON)))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_no_body_breaks_it(body: dict[str, Any]) -> None:
    uses(body, gated("messages[].content[type=a].name"))
    uses(body, gated("tools[].type", "tool_type", "x_1"))


def test_a_long_conversation_is_walked_once(known: Facts) -> None:
    turn = {"role": "user", "content": [{"type": "text", "text": "x"}] * 4}
    started = time.monotonic()
    assert uses({"messages": [turn] * 10_000}, known) == ()
    assert time.monotonic() - started < 2
