"""What lint says of a whole request, beside the table of its codes: which cure of several, in which words."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betas.catalogue.facts import Facts
from betas.diagnosis.findings import Finding, Fix, Level, apply
from betas.diagnosis.lint import lint
from tests.diagnosis.invented import FACTS, HELLO, remove, swap


def test_the_header_is_what_can_be_sent_of_it() -> None:
    assert lint([" a-1 ", "b c", "a-1", "d-2"], {}, FACTS).header == "a-1,d-2"
    assert lint("a-1 ,, d-2", {}, FACTS).header == "a-1,d-2"


def test_one_beta_is_added_where_one_opens_all() -> None:
    body = {"tools": [{"type": "thing_2"}], "thing": 1}
    assert [finding.fix.add for finding in lint([], body, FACTS).findings if finding.fix] == [("thing-2025-06-01",)] * 2


def test_the_last_of_the_line_is_the_successor(known: Facts) -> None:
    body = {**HELLO, "model": "claude-opus-5-5", "mcp_servers": []}
    [finding] = lint(["mcp-client-2025-04-04"], body, known).findings
    assert (finding.code, finding.fix) == (
        "deprecated_beta", swap("mcp-client-2025-04-04", "mcp-client-2026-09-15"),
    )  # fmt: skip


def test_the_cures_named_are_those_that_the_platform_offers() -> None:
    def told(platform: str) -> tuple[str, tuple[str, ...]]:
        [finding] = lint([], {**HELLO, "road": 1}, FACTS, platform=platform).findings
        return finding.message, finding.betas

    message, betas = told("vertex")
    assert betas == ("road-2025-06-01", "road-2025-01-01")
    assert message.endswith(": road-2025-06-01 or road-2025-01-01.")
    message, _betas = told("bedrock")
    assert message == "road cannot be had here: Amazon Bedrock is not known to offer a beta that it needs."


@pytest.mark.parametrize("platform", ["bedrock", "vertex"])
def test_where_mcp_is_not_offered_no_fix_runs_in_a_circle(known: Facts, platform: str) -> None:
    body = {**HELLO, "model": "claude-opus-5-5", "mcp_servers": []}
    [missing] = lint([], body, known, platform=platform).findings
    assert missing.fix == Fix(unset=("mcp_servers",))
    for old in ("mcp-client-2025-04-04", "mcp-client-2027-01-01"):
        found = lint([old], body, known, platform=platform).findings
        assert "mcp-client-2026-09-15" not in str([(finding.message, finding.fix) for finding in found])


def test_the_chosen_beta_and_its_field_win_over_another_field(known: Facts) -> None:
    edits = [{"type": "compact_20260112"}, {"type": "clear_tool_uses_20250919"}]
    body = {**HELLO, "model": "claude-opus-5-5", "compaction": {}, "context_management": {"edits": edits}}
    [finding] = lint(["compact-2026-09-04"], body, known).findings
    assert (finding.code, finding.fix) == ("conflicting_betas", Fix(unset=("context_management",)))


def test_fields_that_exclude_each_other_are_told_once(known: Facts) -> None:
    body = {**HELLO, "fallbacks": "default", "fallback_credit_token": "t"}
    betas = ["fallback-credit-2026-07-01", "server-side-fallback-2026-07-01"]
    found = [finding for finding in lint(betas, body, known).findings if finding.code == "conflicting_betas"]
    assert [finding.fix for finding in found if finding.level == Level.ERROR] == [Fix(unset=("fallbacks",))]


def test_advice_to_take_out_what_a_repair_brings_in_waits_for_it() -> None:
    found = lint(["thing-2025-06-02"], HELLO, FACTS).findings
    assert [(finding.code, finding.fix) for finding in found] == [
        ("unknown_beta", swap("thing-2025-06-02", "thing-2025-06-01")), ("unused_beta", None),
    ]  # fmt: skip


def test_what_cannot_be_seen_of_a_name_is_written_in_the_sentence_and_kept_in_the_fix() -> None:
    [finding] = lint(["a\0b\x1b"], HELLO, FACTS).findings
    assert "“a\\x00b\\x1b”" in finding.message
    assert finding.fix == remove("a\0b\x1b")


def test_a_misremembered_date_names_the_real_one(known: Facts) -> None:
    first = lint(["interleaved-thinking-2025-04-14"], HELLO, known).findings[0]
    assert (first.level, first.code) == (Level.ERROR, "unknown_beta")
    assert first.fix == swap("interleaved-thinking-2025-04-14", "interleaved-thinking-2025-05-14")
    assert "interleaved-thinking-2025-05-14" in first.message


def test_every_finding_about_a_shipped_beta_names_a_source(known: Facts) -> None:
    found = lint(list(known.betas), {"model": "claude-opus-5-5", "mcp_servers": [], "compaction": {}}, known).findings
    assert [finding for finding in found if not finding.source] == []


def test_of_two_agent_memories_the_one_made_for_the_endpoint_stays(known: Facts) -> None:
    betas = ["agent-memory-2026-07-22", "managed-agents-2026-04-01"]
    findings = lint(betas, {}, known, path="/v1/memory_stores/m_1").findings
    assert [(finding.level, finding.fix) for finding in findings if finding.code == "conflicting_betas"] == [
        (Level.ERROR, remove("managed-agents-2026-04-01"))
    ]
    assert "conflicting_betas" not in {finding.code for finding in lint(betas, {}, known).findings}


def test_many_unknown_names_are_judged_in_linear_time() -> None:
    findings = lint([f"n{index}-2025-01-01" for index in range(2000)], {}, FACTS).findings
    assert len(findings) == 2000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["block", "document", "assistant", "thing_2"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "role", "content", "citations", "params"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = ("messages", "tools", "requests", "model", "betas", "anthropic_beta", "thing", "temperature")


@given(
    betas=st.lists(st.sampled_from([*FACTS.betas, "", "x"]) | st.text(max_size=5), max_size=4) | st.text(max_size=20),
    body=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)),
    platform=st.sampled_from(["claude_api", "bedrock", "vertex"]),
    path=st.sampled_from(["/v1/messages", "/v1/messages/batches", "/v1/shops", ""]),
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_whatever_is_given_the_fixes_leave_no_error(betas: Any, body: dict[str, Any], platform: str, path: str) -> None:
    findings = lint(betas, body, FACTS, platform=platform, path=path).findings
    assert all(finding.fix for finding in findings if finding.level == Level.ERROR)
    names, mended = apply([finding.fix for finding in findings if finding.fix], betas, body)
    left = lint(names, mended, FACTS, platform=platform, path=path).findings
    assert [finding for finding in left if finding.level == Level.ERROR] == []
    quick = lint(betas, body, FACTS, platform=platform, path=path, advice=False).findings
    assert named_errors(quick) == named_errors(findings)


def named_errors(findings: Iterable[Finding]) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(each.code, each.path, each.betas) for each in findings if each.level == Level.ERROR]
