"""What a program that knows nothing but the documentation makes of the fixes: in any order, the same sound request."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from betas.catalogue.facts import Facts
from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import Finding, Fix, Level
from betas.diagnosis.lint import lint
from betas.diagnosis.settling import settled
from tests.diagnosis.generated import made

BEDROCK, PLATFORMS = "bedrock", ("claude_api", "bedrock", "vertex")


def applied(fixes: Iterable[Fix], names: list[str], body: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """One fix after the other, each as it is documented."""
    body = json.loads(json.dumps(body))
    for fix in fixes:
        names = [name for name in names if name not in fix.remove]
        names += [name for name in fix.add if name not in names]
        for path, value in fix.set.items():
            put(body, path, json.loads(json.dumps(value)))
        for path in fix.unset:
            put(body, path)
    return names, body


def put(body: Any, path: str, *value: Any) -> None:
    *above, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    try:
        for step in above:
            body = body[step]
        if value:
            body[last] = value[0]
        else:
            del body[last]
    except (KeyError, IndexError, TypeError):
        assert not value, f"{path} cannot be set"


@given(seed=st.integers(0, 10**9), shuffled=st.randoms(use_true_random=False), platform=st.sampled_from(PLATFORMS))
@settings(
    max_examples=200, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_in_any_order_the_fixes_lead_to_one_request_without_an_error(
    known: Facts, seed: int, shuffled: Any, platform: str
) -> None:
    request = made(seed, known)
    names, body = request.betas, dict(request.body)
    if platform == BEDROCK and shuffled.random() < 0.7:
        names, body["anthropic_beta"] = names[:1], names[1:]
    how: dict[str, Any] = {"platform": platform, "path": request.path, "api_version": request.api_version}
    found = lint(names, body, known, **how).findings
    assert all(finding.fix for finding in found if finding.level == Level.ERROR)
    fixes = [finding.fix for finding in found if finding.fix]
    in_turn = left, mended = applied(fixes, names, body)
    assert [one for one in lint(left, mended, known, **how).findings if one.level == Level.ERROR] == []
    for _time in range(3):
        shuffled.shuffle(fixes)
        other = applied(fixes, names, body)
        assert (set(other[0]), other[1]) == (set(in_turn[0]), in_turn[1])
    removed_first = [Fix(remove=fix.remove) for fix in fixes] + [replace(fix, remove=()) for fix in fixes]
    assert set(applied(removed_first, names, body)[0]) == set(in_turn[0])


@given(seed=st.integers(0, 10**9), platform=st.sampled_from(PLATFORMS))
@settings(max_examples=100, deadline=None, suppress_health_check=[*HealthCheck])
def test_no_fix_adds_what_another_takes_out(known: Facts, seed: int, platform: str) -> None:
    request = made(seed, known)
    found = lint(request.betas, request.body, known, platform=platform, path=request.path).findings
    fixes = [finding.fix for finding in found if finding.fix]
    crossed = [
        (one, other) for one in fixes for other in fixes if one is not other and {*one.add}.intersection(other.remove)
    ]
    assert crossed == []


@pytest.mark.parametrize(
    ("betas", "body", "expected"),
    [
        (["a,b"], {}, [Fix(remove=("a,b",)), Fix(remove=("a",)), Fix(remove=("b",))]),
        (
            ["compact-2026-01-12,mcp-client-2025-11-20"], {"mcp_servers": [], "context_management": {}},
            [
                Fix(("compact-2026-01-12", "mcp-client-2026-09-15"), ("compact-2026-01-12,mcp-client-2025-11-20",)),
                Fix(("mcp-client-2026-09-15",), ("mcp-client-2025-11-20",)),
            ],
        ),
        ([], {"thread": {}, "betas": ["nobody"]}, [Fix(unset=("betas",)), Fix(remove=("nobody",))]),
    ],
)  # fmt: skip
def test_a_fix_adds_what_stays_in_the_end(known: Facts, betas: Any, body: dict[str, Any], expected: list[Fix]) -> None:
    found = lint(betas, body, known).findings
    assert [finding.fix for finding in found if finding.fix and finding.code != "missing_beta"] == expected


def test_a_list_that_loses_several_items_is_written_whole(known: Facts) -> None:
    gone, kept = {"type": "mcp_toolset", "name": "m"}, {"name": "look", "input_schema": {}}
    found = lint([], {"tools": [gone, kept, gone]}, known, platform="vertex").findings
    assert [finding.fix for finding in found] == [Fix(set={"tools": [kept]})]
    alone = lint([], {"tools": [kept, gone]}, known, platform="vertex").findings
    assert [finding.fix for finding in alone] == [Fix(unset=("tools.1",))]


def test_what_lies_in_what_another_fix_puts_or_takes_away_goes_with_it() -> None:
    text = {"type": "text", "text": "t"}
    body = {"messages": [{"content": [{"type": "block", "deep": {"a": 1}}]}], "list": [{"a": 1}]}
    fixes = [
        Fix(set={"messages.0.content.0": text}), Fix(unset=("messages.0.content.0.deep.a",)), Fix(unset=("list",)),
        Fix(unset=("list.0.a",)),
    ]  # fmt: skip
    draft = Draft.of((), body, Facts(1, {}, {}), model="", platform="vertex", api_version="", path="/v1/messages")
    found = settled([Finding(Level.ERROR, "code", "", fix=fix) for fix in fixes], draft, ())
    put, gone = Fix(set={"messages.0.content.0": text}), Fix(unset=("list",))
    assert [finding.fix for finding in found] == [put, put, gone, gone]
