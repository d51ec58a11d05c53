"""Every code of lint, at each level it can have: what is said, where, and the repair that comes with it."""

from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betas.catalogue.facts import BetaFact, Facts, GateFact, ModelFact, OtherFact, PlatformFact
from betas.diagnosis.findings import Finding, Fix, Level, apply
from betas.diagnosis.lint import lint

HELLO: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}], "model": "claude-big-2"}
ERROR, WARNING, INFO = Level.ERROR, Level.WARNING, Level.INFO


def gate(beta: str, path: str, value: str = "", mode: str = "required", *only_on: str) -> GateFact:
    block = path.endswith("content[].type")
    kind = "content_block" if block else "tool_type" if path == "tools[].type" else "value" if value else "field"
    return GateFact(beta, path, kind, value, mode, only_on)


def beta(name: str, *gates: GateFact, status: str = "active", **more: Any) -> BetaFact:
    return BetaFact(name, name[:-11], name, status, gates=gates, **more)


BETAS = (
    beta("plain-2025-01-01"),
    beta("thing-2025-01-01", gate("thing-2025-01-01", "thing"), status="superseded", successor="thing-2025-06-01"),
    beta("thing-2025-06-01", gate("thing-2025-06-01", "thing"), gate("thing-2025-06-01", "tools[].type", "thing_2")),
    beta("block-2025-01-01", gate("block-2025-01-01", "messages[].content[].type", "block")),
    beta("maybe-2025-01-01", gate("maybe-2025-01-01", "maybe", mode="inferred")),
    beta("some-2025-01-01", gate("some-2025-01-01", "speed", "", "required", "claude-big-1")),
    beta("alone-2025-01-01", gate("alone-2025-01-01", "alone"), shows=("stop_details.alone",)),
    beta("count-2025-01-01", gate("count-2025-01-01", "counted"), shows=("usage.counted",)),
    beta("old-2024-01-01", status="deprecated", successor="plain-2025-01-01"),
    beta("older-2024-01-01", status="deprecated"),
    beta("idle-2024-01-01", status="deprecated", header_still_needed=False),
    beta("orphan-2024-01-01", status="superseded"),
    beta("kept-2024-01-01", gate("kept-2024-01-01", "kept"), status="superseded", successor="plain-2025-01-01"),
    beta("gone-2024-01-01", status="retired"),
    beta("dead-2024-01-01", status="retired", still_accepted=False, successor="plain-2025-01-01"),
    beta("shut-2024-01-01", status="active", still_accepted=False),
    beta("inert-2024-01-01", status="retired", still_accepted=True),
    beta("ga-2024-01-01", status="generally_available", header_still_needed=False),
    beta("gasp-2024-01-01", status="generally_available"),
    beta("gated-2024-01-01", gate("gated-2024-01-01", "gated"), status="generally_available"),
    beta("gaps-2024-01-01", status="generally_available", header_still_needed=True),
    beta(
        "shape-2024-01-01", changes_response_shape=True, endpoints=("GET /v1/files/{id}", "POST /v1/messages"),
    ),
    beta("shop-2025-01-01", endpoints=("POST /v1/shops", "GET /v1/shops/{shop_id}")),
    beta("lone-2025-01-01", endpoints=("POST /v1/messages/batches",)),
    beta("prose-2025-01-01", endpoints=("any request with a token",)),
    beta("not-2025-01-01", models={"claude-big-2": (False, "Use another."), "claude-big-1": (True, "")}),
    beta("few-2025-01-01", models={"claude-big-3": (True, "")}),
    beta("early-2025-01-01", models={"claude-big-1-20250101": (True, "")}),
    beta("words-2025-01-01", models={"models older than 2": (True, ""), "claude-big-3": (True, "")}),
    beta("home-2025-01-01", gate("home-2025-01-01", "home"), platforms={
        "bedrock": PlatformFact(False, note="Not offered here."), "vertex": PlatformFact(True, "sent-2025-01-01"),
    }),
    beta("sent-2025-01-01"),
    beta("red-2025-01-01", conflicts=(OtherFact("blue-2025-01-01", "blue-2025-01-01", "they exclude each other"),)),
    beta("blue-2025-01-01"),
    beta("up-2025-01-01", endpoints=("POST /v1/shops",), conflicts=(
        OtherFact("shop-2025-01-01", "shop-2025-01-01 on /v1/shops", "both are a 400"),
    )),
    beta("left-2025-01-01", gate("left-2025-01-01", "left"), conflicts=(
        OtherFact("right-2025-01-01", "the field right", "one side only"),
    )),
    beta("right-2025-01-01", gate("right-2025-01-01", "right")),
    beta("batch-2025-01-01", gate("batch-2025-01-01", "fast"), conflicts=(
        OtherFact(None, "Message Batches (/v1/messages/batches)", "fast is not accepted in batch items"),
    )),
    beta("needy-2025-01-01", requires=(OtherFact("plain-2025-01-01", note="it runs there"),)),
    beta("wanting-2025-01-01", gate("wanting-2025-01-01", "wanting"), requires=(OtherFact("thing-2025-06-01"),)),
    beta("road-2025-01-01", gate("road-2025-01-01", "road"), status="deprecated", successor="road-2025-06-01"),
    beta("road-2025-06-01", gate("road-2025-06-01", "road"), status="superseded", successor="road-2025-09-01",
         platforms={"vertex": PlatformFact(True), "bedrock": PlatformFact(False)}),
    beta("road-2025-09-01", gate("road-2025-09-01", "road"), platforms={
        "claude_api": PlatformFact(True), "vertex": PlatformFact(False), "bedrock": PlatformFact(False),
    }),
    beta("path-2025-01-01", gate("path-2025-01-01", "path"), platforms={"vertex": PlatformFact(True)}),
    beta("path-2025-06-01", gate("path-2025-06-01", "path")),
    beta("free-2025-01-01", requires=(OtherFact("ga-2024-01-01"),)),
)  # fmt: skip
MODELS = ("claude-big-3", "claude-big-2", "claude-big-1", "claude-old-0")
FACTS = Facts(
    1, {fact.name: fact for fact in BETAS}, {name: ModelFact(name, None, None, None, {}, {}, "") for name in MODELS}
)


class Case(NamedTuple):
    betas: list[str] | str
    level: Level
    code: str
    fix: Fix | None
    body: dict[str, Any] = {}
    path: str | None = None
    how: dict[str, str] = {}


def remove(*names: str) -> Fix:
    return Fix(remove=names)


def swap(old: str, new: str) -> Fix:
    return Fix(add=(new,), remove=(old,))


BEDROCK, VERTEX = {"platform": "bedrock"}, {"platform": "vertex"}
BATCH = {"path": "/v1/messages/batches"}
SHOPS = {"path": "/v1/shops"}
DOCUMENT = {"type": "document", "source": {"type": "text", "data": "words"}}
CITED = {"type": "text", "text": "t", "citations": [{}]}

CASES = (
    Case(["nobody-2020-01-01"], ERROR, "unknown_beta", remove("nobody-2020-01-01")),
    Case(["plain-2025-01-02"], ERROR, "unknown_beta", swap("plain-2025-01-02", "plain-2025-01-01")),
    Case(["plain"], ERROR, "unknown_beta", swap("plain", "plain-2025-01-01")),
    Case(["plian-2025-01-01"], ERROR, "unknown_beta", swap("plian-2025-01-01", "plain-2025-01-01")),
    Case(["PLAIN_20250101"], ERROR, "unknown_beta", swap("PLAIN_20250101", "plain-2025-01-01")),
    Case(["thing-2025-05-01"], ERROR, "unknown_beta", swap("thing-2025-05-01", "thing-2025-06-01"), {"thing": 1}),
    Case(["thing_2"], ERROR, "unknown_beta", swap("thing_2", "thing-2025-06-01"), {"thing": 1}),
    Case(["dead-2024-01-02"], ERROR, "unknown_beta", swap("dead-2024-01-02", "plain-2025-01-01")),
    Case("plain-2025-01-01,nobody", ERROR, "unknown_beta", remove("nobody")),
    Case(["road-2026-01-01"], ERROR, "unknown_beta", swap("road-2026-01-01", "road-2025-06-01"), {"road": 1},
         how=VERTEX),
    Case(["road-2026-01-01"], ERROR, "unknown_beta", remove("road-2026-01-01"), how=BEDROCK),
    Case(["a,plain-2025-01-01"], ERROR, "unknown_beta", Fix(set={"anthropic_beta": ["plain-2025-01-01"]}), how=BEDROCK),
    Case(["nobody,nobody"], ERROR, "unknown_beta", Fix(unset=("anthropic_beta",)), how=BEDROCK),
    Case([], ERROR, "unknown_beta", Fix(unset=("anthropic_beta",)), {"anthropic_beta": ["nobody"]}, how=BEDROCK),
    Case(["nobody-2020-01-01"], ERROR, "unknown_beta",
         Fix(set={"anthropic_beta": ["plain-2025-01-01"]}, remove=("nobody-2020-01-01",)),
         {"anthropic_beta": "plain-2025-01-01"}, how=BEDROCK),
    Case(["a b"], ERROR, "malformed_beta", remove("a b")),
    Case([""], ERROR, "malformed_beta", remove("")),
    Case(["é-2025-01-01"], ERROR, "malformed_beta", remove("é-2025-01-01")),
    Case(["x" * 129], ERROR, "malformed_beta", remove("x" * 129)),
    Case(["blue-2025-01-01,plain-2025-01-01"], ERROR, "malformed_beta",
         Fix(("blue-2025-01-01", "plain-2025-01-01"), ("blue-2025-01-01,plain-2025-01-01",))),
    Case(["plain-2025-01-01"] * 2, WARNING, "duplicate_beta", swap("plain-2025-01-01", "plain-2025-01-01")),
    Case([" plain-2025-01-01"], WARNING, "surrounding_space", swap(" plain-2025-01-01", "plain-2025-01-01")),
    Case("plain-2025-01-01 ", WARNING, "surrounding_space", swap("plain-2025-01-01 ", "plain-2025-01-01")),
    Case([], ERROR, "missing_beta", Fix(add=("thing-2025-06-01",)), {"thing": 1}, "thing"),
    Case([], ERROR, "missing_beta", Fix(add=("thing-2025-06-01",)), {"tools": [{}, {"type": "thing_2"}]},
         "tools.1.type"),
    Case([], ERROR, "missing_beta", Fix(add=("block-2025-01-01",)),
         {"messages": [{"role": "user", "content": [{"type": "text"}, {"type": "block"}]}]}, "messages.0.content.1"),
    Case([], ERROR, "missing_beta", Fix(add=("some-2025-01-01",)), {"speed": 1, "model": "claude-big-1"}, "speed"),
    Case([], ERROR, "missing_beta", Fix(add=("some-2025-01-01",)), {"speed": 1}, "speed", {"model": "claude-big-1"}),
    Case([], ERROR, "missing_beta", Fix(add=("thing-2025-06-01",)), {"requests": [{"params": {"thing": 1}}]},
         "requests.0.params.thing", BATCH),
    Case([], ERROR, "missing_beta", Fix(unset=("home",)), {"home": 1}, "home", {"platform": "bedrock"}),
    Case([], ERROR, "missing_beta", Fix(add=("sent-2025-01-01",)), {"home": 1}, "home", {"platform": "vertex"}),
    Case([], ERROR, "missing_beta", Fix(add=("road-2025-09-01",)), {"road": 1}, "road"),
    Case([], ERROR, "missing_beta", Fix(add=("road-2025-06-01",)), {"road": 1}, "road", VERTEX),
    Case([], ERROR, "missing_beta", Fix(unset=("road",)), {"road": 1}, "road", BEDROCK),
    Case([], ERROR, "missing_beta", Fix(add=("path-2025-01-01",)), {"path": 1}, "path", VERTEX),
    Case([], ERROR, "missing_beta", Fix(set={"anthropic_beta": ["thing-2025-06-01"]}), {"thing": 1}, "thing", BEDROCK),
    Case([], ERROR, "missing_beta", Fix(set={"anthropic_beta": ["plain-2025-01-01", "thing-2025-06-01"]}),
         {"thing": 1, "anthropic_beta": ["plain-2025-01-01"]}, "thing", BEDROCK),
    Case([], INFO, "missing_beta", Fix(add=("maybe-2025-01-01",)), {"maybe": 1}, "maybe"),
    Case(["thing-2025-06-01"], WARNING, "unused_beta", remove("thing-2025-06-01")),
    Case(["count-2025-01-01"], WARNING, "unused_beta", remove("count-2025-01-01")),
    Case(["maybe-2025-01-01"], WARNING, "unused_beta", remove("maybe-2025-01-01")),
    Case(["thing-2025-01-01"], WARNING, "superseded_beta", swap("thing-2025-01-01", "thing-2025-06-01"), {"thing": 1}),
    Case(["kept-2024-01-01"], WARNING, "superseded_beta", None, {"kept": 1}),
    Case(["orphan-2024-01-01"], WARNING, "superseded_beta", None),
    Case(["old-2024-01-01"], WARNING, "deprecated_beta", swap("old-2024-01-01", "plain-2025-01-01")),
    Case(["road-2025-01-01"], WARNING, "deprecated_beta", swap("road-2025-01-01", "road-2025-06-01"), {"road": 1},
         how=VERTEX),
    Case(["road-2025-01-01"], WARNING, "deprecated_beta", None, {"road": 1}, how=BEDROCK),
    Case(["road-2025-06-01"], WARNING, "superseded_beta", None, {"road": 1}, how=VERTEX),
    Case(["older-2024-01-01"], WARNING, "deprecated_beta", None),
    Case(["idle-2024-01-01"], WARNING, "deprecated_beta", remove("idle-2024-01-01")),
    Case(["gone-2024-01-01"], ERROR, "retired_beta", remove("gone-2024-01-01")),
    Case(["dead-2024-01-01"], ERROR, "retired_beta", swap("dead-2024-01-01", "plain-2025-01-01")),
    Case(["shut-2024-01-01"], ERROR, "retired_beta", remove("shut-2024-01-01")),
    Case(["inert-2024-01-01"], WARNING, "retired_beta", remove("inert-2024-01-01")),
    Case(["ga-2024-01-01"], WARNING, "header_not_needed", remove("ga-2024-01-01")),
    Case(["gasp-2024-01-01"], INFO, "header_not_needed", remove("gasp-2024-01-01")),
    Case(["shape-2024-01-01"], WARNING, "pins_old_shape", remove("shape-2024-01-01"), how={"path": "/v1/files/f_1"}),
    Case(["not-2025-01-01"], WARNING, "unsupported_model", remove("not-2025-01-01"), path="model"),
    Case(["not-2025-01-01"], WARNING, "unsupported_model", remove("not-2025-01-01"), {"model": "claude-old-0"}, "model",
         {"model": "claude-big-2-20250102"}),
    Case(["few-2025-01-01"], INFO, "unsupported_model", None, path="model"),
    Case(["home-2025-01-01"], ERROR, "unsupported_platform", remove("home-2025-01-01"), how={"platform": "bedrock"}),
    Case(["home-2025-01-01"], WARNING, "unsupported_platform", swap("home-2025-01-01", "sent-2025-01-01"),
         {"home": 1}, how={"platform": "vertex"}),
    Case(["red-2025-01-01", "blue-2025-01-01"], ERROR, "conflicting_betas", remove("red-2025-01-01")),
    Case(["shop-2025-01-01", "up-2025-01-01"], ERROR, "conflicting_betas", remove("up-2025-01-01"), how=SHOPS),
    Case(["left-2025-01-01", "right-2025-01-01"], ERROR, "conflicting_betas",
         Fix(unset=("right",)), {"left": 1, "right": 2}, "left"),
    Case(["right-2025-01-01"], ERROR, "conflicting_betas", Fix(unset=("left",)), {"left": 1, "right": 2}, "left"),
    Case([], ERROR, "conflicting_betas", Fix(unset=("right",)), {"left": 1, "right": 2}, "left"),
    Case(["left-2025-01-01", "right-2025-01-01"], WARNING, "conflicting_betas", remove("right-2025-01-01"),
         {"left": 1}),
    Case(["batch-2025-01-01"], WARNING, "conflicting_betas", None, {"requests": [{"params": {"fast": 1}}]},
         "requests.0.params.fast", BATCH),
    Case(["needy-2025-01-01"], WARNING, "required_beta_absent", Fix(add=("plain-2025-01-01",))),
    Case(["wanting-2025-01-01", "thing-2025-01-01"], INFO, "required_beta_absent", Fix(add=("thing-2025-06-01",)),
         {"wanting": 1, "thing": 1}),
    Case([], WARNING, "required_beta_absent", Fix(add=("up-2025-01-01",)), how=SHOPS),
    Case(["shop-2025-01-01"], WARNING, "wrong_endpoint", remove("shop-2025-01-01")),
    Case(["lone-2025-01-01"], WARNING, "wrong_endpoint", remove("lone-2025-01-01")),
    Case([], ERROR, "betas_in_body", Fix(add=("plain-2025-01-01",), unset=("betas",)), {"betas": ["plain-2025-01-01"]},
         "betas"),
    Case([], ERROR, "betas_in_body", Fix(add=("plain-2025-01-01",), unset=("anthropic_beta",)),
         {"anthropic_beta": ["plain-2025-01-01"]}, "anthropic_beta"),
    Case([], ERROR, "betas_in_body", Fix(unset=("requests.0.params.betas",)), {"requests": [{"params": {"betas": []}}]},
         "requests.0.params.betas", BATCH),
    Case([], ERROR, "betas_in_body", Fix(set={"anthropic_beta": ["plain-2025-01-01"]}, unset=("betas",)),
         {"betas": ["plain-2025-01-01"]}, "betas", BEDROCK),
    Case(["plain-2025-01-01"], WARNING, "betas_in_body",
         Fix(set={"anthropic_beta": ["plain-2025-01-01"]}, remove=("plain-2025-01-01",)), {}, "anthropic_beta",
         {"platform": "bedrock"}),
    Case([], ERROR, "field_removed_in_version", Fix(unset=("temperature",)), {"temperature": 1}, "temperature"),
    Case([], ERROR, "field_removed_in_version", Fix(unset=("requests.1.params.top_k",)),
         {"requests": [{"params": {}}, {"params": {"top_k": 1}}]}, "requests.1.params.top_k", BATCH),
    Case([], ERROR, "field_removed_in_version",
         Fix(set={"messages.0.content.0": {"type": "text", "text": "words"}}),
         {"messages": [{"role": "assistant", "content": [DOCUMENT]}]}, "messages.0.content.0"),
    Case([], ERROR, "field_removed_in_version", Fix(unset=("messages.0.content.1.content.0.citations",)),
         {"messages": [{"role": "assistant", "content": [CITED, {"type": "search_result", "content": [CITED]}]}]},
         "messages.0.content.1.content.0.citations"),
)  # fmt: skip


def found(case: Case) -> tuple[Finding, ...]:
    return lint(case.betas, {**HELLO, **case.body}, FACTS, **case.how).findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.level}")
def test_a_mistake_is_told_with_its_place_and_its_repair(case: Case) -> None:
    alike = [finding for finding in found(case) if finding.code == case.code]
    assert [(finding.level, finding.path, finding.fix) for finding in alike] == [(case.level, case.path, case.fix)]
    assert alike[0].message
    assert alike[0].message.count(". ") == 0


def test_every_code_stands_in_the_table() -> None:
    assert len(CASES) >= 60
    assert {case.code for case in CASES} == {
        "unknown_beta", "malformed_beta", "duplicate_beta", "surrounding_space", "missing_beta", "unused_beta",
        "superseded_beta", "deprecated_beta", "retired_beta", "header_not_needed", "pins_old_shape",
        "unsupported_model", "unsupported_platform", "conflicting_betas", "required_beta_absent", "wrong_endpoint",
        "betas_in_body", "field_removed_in_version",
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.level}")
def test_every_error_has_a_fix_and_all_fixes_together_leave_none(case: Case) -> None:
    findings = found(case)
    assert all(finding.fix for finding in findings if finding.level == ERROR)
    betas, body = apply([finding.fix for finding in findings if finding.fix], case.betas, {**HELLO, **case.body})
    left = lint(betas, body, FACTS, **case.how).findings
    assert [finding for finding in left if finding.level == ERROR] == []


@pytest.mark.parametrize(
    ("betas", "body", "how"),
    [
        ([], {}, {}),
        (["plain-2025-01-01"], {}, {}),
        ("plain-2025-01-01, blue-2025-01-01,", {}, {}),
        (["thing-2025-06-01"], {"tools": [{"type": "thing_2"}]}, {}),
        (["some-2025-01-01"], {"speed": 1}, {}),
        ([], {"speed": 1}, {}),
        (["alone-2025-01-01"], {}, {}),
        (["gaps-2024-01-01"], {}, {}),
        (["gated-2024-01-01"], {"gated": 1}, {}),
        (["shape-2024-01-01"], {}, {}),
        (["prose-2025-01-01", "early-2025-01-01", "words-2025-01-01", "free-2025-01-01"], {}, {}),
        (["up-2025-01-01"], {}, SHOPS),
        (["ga-2024-01-01"], {}, {"platform": "foundry"}),
        (["sent-2025-01-01"], {"home": 1}, {"platform": "vertex"}),
        ([], {"anthropic_beta": ["plain-2025-01-01"]}, {"platform": "bedrock"}),
        ([], {"temperature": 1, "top_p": 1}, {"api_version": "2023-06-01"}),
        ([], {"temperature": 1}, {"path": "/v1/files"}),
        ([], {"messages": [{"role": "assistant", "content": [CITED]}]}, {}),
        ([], {"messages": [{"role": "user", "content": [DOCUMENT]}]}, {}),
        ([], {"requests": [{"params": HELLO}, "no item", {"params": 3}]}, BATCH),
    ],
)
def test_a_clean_request_yields_nothing(betas: Any, body: dict[str, Any], how: dict[str, str]) -> None:
    assert lint(betas, {**HELLO, **body}, FACTS, **how).findings == ()


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
    def told(**how: str) -> tuple[str, tuple[str, ...]]:
        [finding] = lint([], {**HELLO, "road": 1}, FACTS, **how).findings
        return finding.message, finding.betas

    message, betas = told(platform="vertex")
    assert betas == ("road-2025-06-01", "road-2025-01-01")
    assert message.endswith(": road-2025-06-01 or road-2025-01-01.")
    message, _betas = told(platform="bedrock")
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
    assert [finding.fix for finding in found if finding.level == ERROR] == [Fix(unset=("fallbacks",))]


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
    assert (first.level, first.code) == (ERROR, "unknown_beta")
    assert first.fix == swap("interleaved-thinking-2025-04-14", "interleaved-thinking-2025-05-14")
    assert "interleaved-thinking-2025-05-14" in first.message


def test_every_finding_about_a_shipped_beta_names_a_source(known: Facts) -> None:
    found = lint(list(known.betas), {"model": "claude-opus-5-5", "mcp_servers": [], "compaction": {}}, known).findings
    assert [finding for finding in found if not finding.source] == []


def test_of_two_agent_memories_the_one_made_for_the_endpoint_stays(known: Facts) -> None:
    betas = ["agent-memory-2026-07-22", "managed-agents-2026-04-01"]
    findings = lint(betas, {}, known, path="/v1/memory_stores/m_1").findings
    assert [(finding.level, finding.fix) for finding in findings if finding.code == "conflicting_betas"] == [
        (ERROR, remove("managed-agents-2026-04-01"))
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
    assert all(finding.fix for finding in findings if finding.level == ERROR)
    names, mended = apply([finding.fix for finding in findings if finding.fix], betas, body)
    left = lint(names, mended, FACTS, platform=platform, path=path).findings
    assert [finding for finding in left if finding.level == ERROR] == []
