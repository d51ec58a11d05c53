"""The request drawn again: with a row more or less, or in another view."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from betas.history import read
from betas.models import Exchange
from betas.playground.turns import turn
from tests.playground.conftest import MakeForm, Typed

pytestmark = pytest.mark.usefixtures("loaded")

HTMX = {"HX-Request": "true"}
COUNT = "/v1/messages/count_tokens"


def drawn(client: Client, typed: dict[str, Any], **pressed: str) -> dict[str, Any]:
    """The form's values after a button of the request was pressed."""
    response = client.post("/playground/draft/", {**typed, **pressed})
    assert response.status_code == 200, response.context["form"].errors
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields}


def test_a_turn_is_added_with_everything_typed_kept(tester: Client) -> None:
    typed = {"role": ["user"], "text": ["Hi"], "further": "{", "betas": ["a-2025-01-01"], "free": "b c", "add": "1"}
    response = tester.post("/playground/draft/", typed)
    form = response.context["form"]
    assert form["turns"].value() == [turn("user", "Hi"), turn("assistant", "")]
    assert (form["further"].value(), form["betas"].value(), form["free"].value()) == ("{", ["a-2025-01-01"], "b c")
    assert (response.status_code, form.errors) == (200, {})


def test_a_turn_is_removed(tester: Client) -> None:
    typed = {"role": ["user", "assistant", "user"], "text": ["1", "2", "3"], "remove": "1"}
    form = tester.post("/playground/draft/", typed).context["form"]
    assert [turn["text"] for turn in form["turns"].value()] == ["1", "3"]


def test_with_htmx_only_the_request_is_drawn_again(tester: Client) -> None:
    response = tester.post(
        "/playground/draft/", {"text": "Hi", "role": "user", "add": "1"}, headers={"HX-Request": "true"}
    )
    assert response.content.decode().strip().startswith('<section class="card" id="request"')


@pytest.mark.parametrize("place", ["9" * 5000, "7", "-1", "x"])
def test_a_turn_that_is_not_there_is_not_removed(tester: Client, place: str) -> None:
    response = tester.post("/playground/draft/", {"text": "Hi", "role": "user", "remove": place})
    assert response.context["form"]["turns"].value() == [turn("user", "Hi")]


def test_the_form_becomes_json_and_the_json_the_form(tester: Client, typed: Typed) -> None:
    values = drawn(tester, typed, system="Be terse.", show="json")
    assert values["view"] == "json"
    assert list(json.loads(values["json"]).items()) == [
        ("model", "claude-opus-5-5"), ("max_tokens", 64), ("system", "Be terse."),
        ("messages", [{"role": "user", "content": "Name a river."}]),
    ]  # fmt: skip
    edited = json.loads(values["json"]) | {"system": "Be long.", "top": [1]}
    values = drawn(tester, {"view": "json", "json": json.dumps(edited)}, show="form")
    assert (values["view"], values["system"], json.loads(values["further"])) == ("form", "Be long.", {"top": [1]})
    assert values["turns"] == [turn("user", "Name a river.")]


def test_a_draft_may_lack_anything(tester: Client) -> None:
    values = drawn(tester, {}, show="json")
    assert json.loads(values["json"]) == {}
    assert drawn(tester, {"view": "json", "json": " "}, show="form")["turns"] == [turn("user", "")]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_json_that_cannot_be_read_stays_with_its_line_and_column(tester: Client, headers: dict[str, str]) -> None:
    typed = {"view": "json", "json": '{\r\n  "model": <oops>\r\n}', "show": "form", "betas": ["a-2025-01-01"]}
    response = tester.post("/playground/draft/", typed, headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Not JSON at line 2, column 12" in page
    assert "&lt;oops&gt;" in page
    assert response.context["form"].shows() == "json"


def test_json_that_cannot_be_read_is_not_sent(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/send/", {**typed, "view": "json", "json": '{"a" 1}', "betas": ["a-2025-01-01"]})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Not JSON at line 1, column 6" in page
    assert "{&quot;a&quot; 1}" in page
    assert 'value="a-2025-01-01"' in page
    assert not Exchange.objects.exists()


def test_a_form_that_cannot_be_read_stays_a_form(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/draft/", {**typed, "further": "{", "show": "json"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["further"])
    assert response.context["form"].shows() == "form"


def test_only_the_body_hinders_a_change_of_view(tester: Client, typed: Typed) -> None:
    wrong = {**typed, "upstream": "nowhere", "free": "two words", "fault": "explode", "parent": "zz"}
    assert drawn(tester, wrong, show="json")["free"] == "two words"


def test_what_the_counting_of_tokens_does_not_take_comes_back(tester: Client, typed: Typed) -> None:
    values = drawn(tester, {**typed, "path": COUNT, "stream": "on"}, show="json")
    assert set(json.loads(values["json"])) == {"model", "messages"}
    back = drawn(tester, {"path": COUNT, **{name: values[name] for name in ("view", "json", "kept")}}, show="form")
    assert (back["max_tokens"], back["stream"]) == (64, True)


def test_a_turn_becomes_json_and_a_text_again(tester: Client, typed: Typed) -> None:
    values = drawn(tester, typed, retype="0")
    assert values["turns"] == [turn("user", '"Name a river."', "json")]
    again = {**typed, "kind": ["json"], "text": ['[{"type": "text", "text": "Name a river."}]']}
    assert drawn(tester, again, retype="0")["turns"][0]["kind"] == "json"
    assert drawn(tester, {**typed, "kind": ["json"], "text": ['"Hi"']}, retype="0")["turns"] == [turn("user", "Hi")]
    assert drawn(tester, {**typed, "kind": ["json"], "text": ["{"]}, retype="0")["turns"][0]["text"] == "{"


def test_attachments_come_and_go(tester: Client, typed: Typed) -> None:
    [with_one] = drawn(tester, typed, add_part="0")["turns"]
    assert with_one["parts"] == [{"kind": "image", "source": "url", "media_type": "", "data": ""}]
    two = {
        **typed, "part_of": ["0", "0"], "part_kind": ["image", "image"], "part_source": ["url", "url"],
        "part_media_type": ["", ""], "part_data": ["a", "b"],
    }  # fmt: skip
    [left] = drawn(tester, two, remove_part="0.0")["turns"]
    assert [part["data"] for part in left["parts"]] == ["b"]
    assert len(drawn(tester, two, remove_part="0.7")["turns"][0]["parts"]) == 2


@pytest.mark.parametrize(
    ("kind", "name", "schema", "further"),
    [
        ("", "", {"type": "object", "properties": {}}, None),
        ("web_search_20260318", "web_search", None, None),
        ("text_editor_20250728", "str_replace_based_edit_tool", None, None),
        ("mcp_toolset", "", None, {"mcp_server_name": ""}),
        ("computer_20251124", "computer", None, {"display_width_px": 1280, "display_height_px": 800}),
    ],
)
def test_a_tool_starts_with_what_its_type_needs(
    tester: Client, typed: Typed, kind: str, name: str, schema: object, further: object
) -> None:
    [tool] = drawn(tester, typed, add_tool="1", new_tool=kind)["tools"]
    assert (tool["type"], tool["name"]) == (kind, name)
    assert [json.loads(tool[key]) if tool[key] else None for key in ("schema", "further")] == [schema, further]


def test_a_tool_is_removed(tester: Client, typed: Typed) -> None:
    names = ("tool_type", "tool_description", "tool_schema", "tool_further")
    two = {**typed, "tool_name": ["a", "b"], **{name: ["", ""] for name in names}}
    assert [tool["name"] for tool in drawn(tester, two, remove_tool="0")["tools"]] == ["b"]


def test_tool_types_are_those_of_the_catalogue(tester: Client) -> None:
    offers = tester.get("/playground/").context["tool_types"]
    assert offers.gated["computer_20251124"] == ["computer-use-2025-11-24"]
    assert offers.gated["mcp_toolset"] == ["mcp-client-2025-11-20", "mcp-client-2026-09-15"]
    assert {"web_fetch_20250910", "bash_20250124"} <= set(offers.general)
    assert not set(offers.general) & set(offers.gated)


@pytest.mark.parametrize(("version", "hidden"), [("2026-10-21", ""), ("2023-06-01", "hidden")])
def test_fields_that_the_version_no_longer_has_say_so(tester: Client, typed: Typed, version: str, hidden: str) -> None:
    response = tester.post("/playground/draft/", {**typed, "api_version": version, "temperature": "0.5"})
    page = " ".join(response.content.decode().split())
    assert "no longer has temperature, top_p and top_k" in page
    assert f'<p class="notice warn gone" {hidden}>' in page.replace('gone">', 'gone" >')


def test_folded_parts_open_when_something_is_in_them(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/draft/", {**typed, "temperature": "0", "further": "{"})
    assert response.context["form"].filled_sections() == ["sampling", "further"]


def test_code_tells_the_request_as_it_stands(tester: Client, typed: Typed) -> None:
    values = drawn(tester, {**typed, "betas": ["a-2025-01-01"], "stream": "on"}, show="code")
    posted = {**typed, "view": "code", "json": values["json"], "betas": ["b-2025-01-01"], "code": "python"}
    response = tester.post("/playground/draft/", posted)
    request = response.context["code_request"]
    assert (request.betas, request.path, request.api_version) == (["b-2025-01-01"], "/v1/messages", "2026-10-21")
    assert request.body == json.loads(values["json"])
    assert "client.beta.messages" in strip_tags(response.content.decode())
    assert not Exchange.objects.exists()


def test_from_the_code_the_same_json_is_sent(tester: Client, typed: Typed) -> None:
    body = '{"model": "m",  "max_tokens": 5, "messages": [{"role": "user", "content": "Hi"}]}'
    tester.post("/playground/send/", {**typed, "view": "code", "json": body})
    assert read.request_text(Exchange.objects.get()) == body


def test_what_is_typed_so_far_can_be_read_while_some_of_it_cannot(form: MakeForm) -> None:
    assert form(further="{", max_tokens="many", text=["Hi"]).so_far() == {
        "model": "claude-opus-5-5", "messages": [{"role": "user", "content": "Hi"}],
    }  # fmt: skip
    assert form(view="json", json='{"a": 1}').so_far() == {"a": 1}
    assert form(view="json", json='{"a": ').so_far() == {}
