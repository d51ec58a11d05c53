"""The shipped facts hold to their schema and say what their sources say."""

from collections import Counter
from typing import Any

import pytest

from betas.catalogue import facts, shipped
from betas.catalogue.load import Loaded

OWN = shipped.own()


def gates(name: str, mode: str) -> set[tuple[str, str]]:
    return {(gate["path"], gate["value"]) for gate in OWN.betas[name]["gates"] if gate["mode"] == mode}


def test_every_value_can_be_read() -> None:
    assert OWN.problems == ()


def test_all_94_betas_are_there_each_with_its_status() -> None:
    assert Counter(beta["status"] for beta in OWN.betas.values()) == {
        "active": 40, "generally_available": 28, "superseded": 12, "retired": 6, "deprecated": 4, "unknown": 4,
    }  # fmt: skip


def test_43_models_are_there_24_of_them_with_a_price_and_its_source() -> None:
    priced = [model for model in OWN.models.values() if model["prices"]]
    assert (len(OWN.models), len(priced)) == (43, 24)
    assert all(model["price_source"] for model in priced)


def test_every_beta_has_evidence() -> None:
    assert [name for name, beta in OWN.betas.items() if not beta["evidence"]] == []


@pytest.mark.parametrize("field", ["announced", "first_in_sdk", "last_in_sdk", "ga", "deprecated", "retired"])
def test_every_date_has_a_source_that_says_it(field: str) -> None:
    for name, beta in OWN.betas.items():
        if date := beta[f"{field}_on"]:
            said = [evidence["value"] for evidence in beta["evidence"] if evidence["field"] == field]
            assert date in said, name


def test_the_date_in_a_name_is_read_from_it() -> None:
    assert OWN.betas["mcp-client-2025-11-20"]["named_on"] == "2025-11-20"


def test_the_family_is_the_name_without_its_date() -> None:
    assert OWN.betas["mcp-client-2025-11-20"]["family"] == "mcp-client"


def test_a_name_without_a_date_at_its_end_says_both() -> None:
    odd = OWN.betas["managed-agents-2026-04-01-research-preview"]
    assert (odd["family"], odd["named_on"]) == ("managed-agents", "2026-04-01")


def test_not_stated_is_not_no() -> None:
    assert OWN.betas["dev-full-thinking-2025-05-14"]["still_accepted"] is None


@pytest.mark.parametrize(
    ("name", "mode", "gate"),
    [
        ("mcp-client-2025-11-20", "required", ("mcp_servers", "")),
        ("mcp-client-2026-09-15", "required", ("tools[].type", "mcp_toolset")),
        ("advisor-tool-2026-03-01", "required", ("messages[].content[type=server_tool_use].name", "advisor")),
        ("compact-2026-01-12", "required", ("context_management", "")),
        ("compact-2026-09-04", "required", ("messages[].content[].type", "compaction")),
        ("compact-2026-09-04", "inferred", ("compaction", "")),
        ("thinking-display-updates-2026-08-18", "required", ("thinking.display", "updates")),
        ("fallback-credit-2026-07-01", "required", ("fallback_credit_token", "object")),
        ("files-api-2025-04-14", "historical", ("messages[].content[].source.type", "file")),
        ("context-management-2025-06-27", "historical", ("tools[].type", "memory_20250818")),
        ("thinking-binding-controls-2026-08-01", "inferred", ("thinking.block_binding", "")),
    ],
)
def test_gates_stand_where_the_sources_put_them(name: str, mode: str, gate: tuple[str, str]) -> None:
    assert gate in gates(name, mode)


def test_a_tool_type_that_needs_no_beta_is_gated_by_none() -> None:
    required = {gate for name in OWN.betas for gate in gates(name, "required")}
    assert ("tools[].type", "code_execution_20250522") not in required


def test_speed_is_gated_on_two_models_only() -> None:
    [speed] = [gate for gate in OWN.betas["fast-mode-2026-02-01"]["gates"] if gate["path"] == "speed"]
    assert speed["only_on"] == ["claude-opus-5", "claude-opus-4-8"]


def test_prose_about_the_header_is_a_yes_a_no_or_not_stated() -> None:
    needed = {name: beta["header_still_needed"] for name, beta in OWN.betas.items()}
    assert Counter(needed.values()) == {None: 89, True: 3, False: 2}
    assert needed["tool-search-tool-2025-10-19"] is None


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mcp-client-2026-09-15", ("mcp-client-2025-11-20", "mcp-client-2025-04-04")),
        ("user-profiles-2026-09-04", ("user-profiles-2026-08-18", "user-profiles-2026-03-24")),
        ("computer-use-2025-11-24", ("computer-use-2025-01-24", "computer-use-2024-10-22")),
        ("compact-2026-09-04", ()),
    ],
)
def test_predecessors_follow_from_successors(loaded: Loaded, name: str, line: tuple[str, ...]) -> None:
    assert facts.current().predecessors(name) == line


def test_a_circle_of_successors_ends() -> None:
    one = facts.BetaFact("one", "f", "One", "superseded", successor="two")
    two = facts.BetaFact("two", "f", "Two", "superseded", successor="one")
    circle = facts.Facts(1, {"one": one, "two": two}, {})
    assert circle.predecessors("one") == ("two",)


def test_inferred_facts_say_so() -> None:
    evidence: list[dict[str, Any]] = OWN.betas["output-128k-2025-02-19"]["evidence"]
    assert [row["stated"] for row in evidence if row["field"] == "status"] == [False]


def test_the_docs_were_read_in_august() -> None:
    read = {
        row["read_on"]
        for beta in OWN.betas.values()
        for row in beta["evidence"]
        if row["source"].startswith("official docs as of")
    }
    assert read == {"2026-08-22"}
