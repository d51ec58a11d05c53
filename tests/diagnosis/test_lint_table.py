"""Every code of lint, at each level it can have: what is said, where, and the repair that comes with it."""

from typing import Any, NamedTuple

import pytest

from betas.diagnosis.findings import Finding, Fix, Level, apply
from betas.diagnosis.lint import lint
from tests.diagnosis.invented import FACTS, HELLO, remove, swap

ERROR, WARNING, INFO = Level.ERROR, Level.WARNING, Level.INFO


class Case(NamedTuple):
    betas: list[str] | str
    level: Level
    code: str
    fix: Fix | None
    body: dict[str, Any] = {}
    path: str | None = None
    how: dict[str, Any] = {}


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
def test_a_clean_request_yields_nothing(betas: Any, body: dict[str, Any], how: dict[str, Any]) -> None:
    assert lint(betas, {**HELLO, **body}, FACTS, **how).findings == ()
