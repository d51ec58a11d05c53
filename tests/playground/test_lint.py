"""Lint in the playground: said while one types, looked at before sending, fixed and undone at a press."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.diagnosis.findings import Fix
from betas.history import read
from betas.models import Exchange, Upstream
from betas.playground.judging import done
from tests.playground.conftest import Typed, send_anyway
from tests.playground.controls import controls

pytestmark = pytest.mark.usefixtures("loaded")

HTMX = {"HX-Request": "true"}
MCP = "mcp-client-2026-09-15"
ASKS = '{"mcp_servers": []}'
UNDATED = "interleaved-thinking-2025-04-14"


def linted(client: Client, fields: Typed) -> Any:
    response = client.post("/playground/lint/", fields, headers=HTMX)
    assert response.status_code == 200
    return response


def codes(response: Any) -> list[tuple[str, str]]:
    return [(remark.finding.level, remark.finding.code) for remark in response.context["strip"].remarks]


def pressed(page: str, **button: str) -> dict[str, Any]:
    return {**controls(page, "playground"), **button}


def test_a_fresh_form_has_no_findings(tester: Client) -> None:
    response = tester.get("/playground/")
    assert codes(response) == []
    assert "<summary class" not in response.content.decode()


@pytest.mark.parametrize("fields", [{}, {"text": [""]}, {"further": "{"}, {"max_tokens": "many"}])
def test_what_is_not_typed_yet_or_cannot_be_read_is_no_finding(tester: Client, typed: Typed, fields: Typed) -> None:
    assert codes(linted(tester, {**typed, **fields})) == []


def test_a_field_without_its_beta_is_said_with_its_place_and_its_fix(tester: Client, typed: Typed) -> None:
    response = linted(tester, {**typed, "further": ASKS})
    page = response.content.decode()
    assert codes(response) == [("error", "missing_beta")]
    assert response.context["strip"].counts == [("bad", "1 error")]
    assert 'href="#id_further">mcp_servers</a>' in page
    assert f'aria-label="Fix: {MCP} added"' in page
    assert "<form" not in page


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"temperature": "0.5"}, "id_temperature"),
        ({"view": "json", "json": '{"temperature": 1}'}, "id_json"),
        ({"betas": ["nope-2020-01-01"]}, "id_betas"),
        (
            {"role": ["user"], "kind": ["json"], "text": ['[{"type": "text", "text": "a", "citations": [{}]}]']},
            "id_turns",
        ),
    ],
)
def test_a_finding_leads_to_what_it_concerns(tester: Client, typed: Typed, fields: Typed, place: str) -> None:
    [remark, *_] = linted(tester, {**typed, **fields}).context["strip"].remarks
    assert remark.place == place


def test_the_version_and_the_platform_count(tester: Client, typed: Typed) -> None:
    assert codes(linted(tester, {**typed, "temperature": "0.5"})) == [("error", "field_removed_in_version")]
    assert codes(linted(tester, {**typed, "temperature": "0.5", "api_version": "2023-06-01"})) == []
    named = {**typed, "betas": [MCP], "further": ASKS}
    assert ("error", "unsupported_platform") not in codes(linted(tester, named))
    Upstream.objects.filter(name="simulator").update(platform="bedrock")
    assert ("error", "unsupported_platform") in codes(linted(tester, named))


def test_errors_come_first(tester: Client, typed: Typed) -> None:
    fields = {**typed, "betas": ["context-management-2025-06-27", "nope-2020-01-01"]}
    assert [level for level, _ in codes(linted(tester, fields))] == ["error", "warning"]


def test_without_htmx_the_page_comes_with_all_that_was_typed(tester: Client, typed: Typed) -> None:
    page = tester.post("/playground/lint/", {**typed, "further": ASKS}).content.decode()
    assert "1 error" in page
    assert "Name a river." in page


@pytest.mark.parametrize("path", ["/playground/draft/", "/playground/send/"])
def test_the_strip_is_right_after_any_round_trip(tester: Client, typed: Typed, path: str) -> None:
    assert codes(tester.post(path, {**typed, "model": "", "further": ASKS})) == [("error", "missing_beta")]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_with_errors_the_first_press_sends_nothing_and_loses_nothing(
    tester: Client, typed: Typed, headers: dict[str, str]
) -> None:
    response = tester.post("/playground/send/", {**typed, "further": ASKS}, headers=headers)
    page = response.content.decode()
    assert (response.status_code, Exchange.objects.count()) == (422, 0)
    assert "Nothing was sent yet." in page
    assert "Send anyway" in page
    assert "{&quot;mcp_servers&quot;: []}" in page


def test_the_second_press_sends(tester: Client, typed: Typed) -> None:
    shown = tester.post("/playground/send/", {**typed, "further": ASKS})
    sent = tester.post("/playground/send/", pressed(shown.content.decode()))
    assert (sent.status_code, Exchange.objects.get().status) == (302, 400)


def test_other_errors_are_looked_at_anew(tester: Client, typed: Typed) -> None:
    mark = tester.post("/playground/send/", {**typed, "further": ASKS}).context["strip"].mark
    other = {**typed, "further": ASKS, "free": "nope-2020-01-01", "looked": mark}
    assert tester.post("/playground/send/", other).status_code == 422
    assert linted(tester, other).context["strip"].looked_at is False
    assert linted(tester, {**typed, "further": ASKS, "looked": mark}).context["strip"].looked_at is True


@pytest.mark.parametrize("looked", ["", "x", "0" * 64])
def test_a_made_up_mark_is_no_look(tester: Client, typed: Typed, looked: str) -> None:
    assert tester.post("/playground/send/", {**typed, "further": ASKS, "looked": looked}).status_code == 422


def test_warnings_cost_no_further_press(tester: Client, typed: Typed) -> None:
    assert tester.post("/playground/send/", {**typed, "betas": ["context-management-2025-06-27"]}).status_code == 302


def test_a_request_from_the_history_is_looked_at_too(tester: Client, typed: Typed) -> None:
    send_anyway(tester, {**typed, "further": ASKS})
    page = tester.get(f"/playground/?from={Exchange.objects.get().pk}").content.decode()
    assert "1 error" in page
    assert tester.post("/playground/send/", pressed(page)).status_code == 422


def test_fix_adds_the_beta_says_so_and_what_is_sent_is_accepted(tester: Client, typed: Typed) -> None:
    [remark] = linted(tester, {**typed, "further": ASKS}).context["strip"].remarks
    fixed = tester.post("/playground/draft/", {**typed, "further": ASKS, "fix": remark.key})
    page = fixed.content.decode()
    assert f"Fixed: {MCP} added." in page
    assert codes(fixed) == []
    assert tester.post("/playground/send/", pressed(page)).status_code == 302
    exchange = Exchange.objects.get()
    assert (exchange.beta_header, exchange.status) == (MCP, 200)


def test_a_fix_of_a_name_leaves_alone_what_cannot_be_read(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/draft/", {**typed, "further": "{", "free": UNDATED, "fix": "*"})
    form = response.context["form"]
    assert (form["further"].value(), form.names()) == ("{", ["interleaved-thinking-2025-05-14"])


def test_a_fix_of_the_body_waits_until_it_can_be_read(tester: Client, typed: Typed) -> None:
    response = tester.post(
        "/playground/draft/", {**typed, "temperature": "1", "further": "{", "fix": "*"}, headers=HTMX
    )
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["further"])
    assert response.context["form"]["temperature"].value() == "1"


def test_fix_all_in_the_json_mends_the_json(tester: Client, typed: Typed) -> None:
    body = {"model": "claude-opus-5-5", "temperature": 1, "mcp_servers": [], "max_tokens": 9, "messages": []}
    fields = {**typed, "view": "json", "json": json.dumps(body), "kept": '{"stream": true}', "fix": "*"}
    response = tester.post("/playground/draft/", fields)
    form = response.context["form"]
    assert codes(response) == []
    assert "temperature" not in json.loads(form["json"].value())
    assert (form["kept"].value(), form.names()) == ('{"stream": true}', [MCP])


def test_undo_and_redo_lead_back_and_forth(tester: Client, typed: Typed) -> None:
    page = tester.post(
        "/playground/draft/", {**typed, "temperature": "1", "further": ASKS, "fix": "*"}
    ).content.decode()
    undone = tester.post("/playground/draft/", pressed(page, undo="1"))
    assert undone.context["form"]["temperature"].value() == "1"
    assert undone.context["form"].names() == []
    redone = tester.post("/playground/draft/", pressed(undone.content.decode(), undo="1"))
    assert not redone.context["form"]["temperature"].value()
    assert redone.context["form"].names() == [MCP]


def test_what_is_typed_after_a_fix_comes_back_after_an_undo(tester: Client, typed: Typed) -> None:
    page = tester.post("/playground/draft/", {**typed, "further": ASKS, "fix": "*"}).content.decode()
    undone = tester.post("/playground/draft/", pressed(page, undo="1", system="Later words."))
    redone = tester.post("/playground/draft/", pressed(undone.content.decode(), undo="1"))
    assert redone.context["form"]["system"].value() == "Later words."


@pytest.mark.parametrize("fix", ["", "nope", "missing_beta mcp_servers evil-2020-01-01"])
def test_a_fix_that_lint_does_not_find_changes_nothing(tester: Client, typed: Typed, fix: str) -> None:
    response = tester.post("/playground/draft/", {**typed, "further": ASKS, "fix": fix})
    assert response.context["form"].names() == []
    assert "There was nothing left to fix." in response.content.decode()


@pytest.mark.parametrize(
    ("fix", "words"),
    [
        (Fix(add=("a",), remove=("b",)), "a added; b taken out"),
        (Fix(remove=("b", "c")), "b, c taken out"),
        (Fix(set={"x.0": 1}, unset=("y", "z")), "x.0 replaced in the body; y, z taken out of the body"),
    ],
)
def test_a_fix_is_said_in_words(fix: Fix, words: str) -> None:
    assert done([fix]) == words


def test_what_one_fix_adds_and_another_takes_out_is_not_said_to_be_added(tester: Client, typed: Typed) -> None:
    page = tester.post("/playground/draft/", {**typed, "betas": ["mcp-client-2025-04-04"], "fix": "*"})
    assert page.context["change"].told == ["Fixed: mcp-client-2025-04-04 taken out."]


@pytest.mark.parametrize("count", [1, 30])
def test_more_findings_cost_no_more_queries(
    tester: Client, typed: Typed, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fields = {**typed, "free": "\n".join(f"nope-{n}" for n in range(count))}
    linted(tester, fields)
    # session, user, role, project twice; upstreams, keys twice; without key, revision
    with django_assert_num_queries(11):
        response = linted(tester, fields)
    assert len(codes(response)) == count


def test_what_was_sent_in_spite_of_it_is_what_was_typed(tester: Client, typed: Typed) -> None:
    send_anyway(tester, {**typed, "further": ASKS})
    assert json.loads(read.request_text(Exchange.objects.get()))["mcp_servers"] == []


DOUBLED = '{"model": "claude-opus-5-5", "temperature": 1, "temperature": 1, "messages": []}'


@pytest.mark.parametrize(
    "fields", [{"view": "json", "json": DOUBLED}, {"view": "code", "json": DOUBLED}, {"further": DOUBLED}]
)
def test_a_body_with_a_key_that_stands_twice_is_said_not_to_be_judged(
    tester: Client, typed: Typed, fields: Typed
) -> None:
    response = linted(tester, {**typed, **fields})
    assert response.context["strip"].counts == [("warn", "Body not judged")]
    page = response.content.decode()
    assert "The body cannot be judged." in page
    assert "stands twice" in page


def test_of_names_beside_a_body_that_cannot_be_read_only_errors_are_told(tester: Client, typed: Typed) -> None:
    fields = {**typed, "view": "json", "json": DOUBLED, "betas": [MCP], "free": "nope-2020-01-01"}
    assert codes(linted(tester, fields)) == [("error", "unknown_beta")]


def test_fix_all_never_says_of_a_body_that_cannot_be_read_that_nothing_is_left(tester: Client, typed: Typed) -> None:
    fields = {**typed, "view": "json", "json": DOUBLED, "fix": "*"}
    response = tester.post("/playground/draft/", fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert "nothing left" not in page
    assert "stands twice" in page
    named = tester.post("/playground/draft/", {**fields, "free": "nope-2020-01-01"})
    [fixed, unread] = named.context["change"].told
    assert fixed == "Fixed: nope-2020-01-01 taken out."
    assert "stands twice" in unread
