"""Pasted code fills the form, says what it left out, and sends nothing."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from betas.models import Exchange, UpstreamKey
from tests.playground.conftest import Typed
from tests.playground.controls import controls

pytestmark = pytest.mark.usefixtures("loaded")

HTMX = {"HX-Request": "true"}
KEY = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz"
BODY = {"model": "claude-big-9", "max_tokens": 9, "messages": [{"role": "user", "content": "Name a sea."}]}


def curl(url: str = "https://api.anthropic.com/v1/messages", **more: Any) -> str:
    return (
        f"curl {url} -H 'x-api-key: {KEY}' -H 'anthropic-beta: compact-2026-01-12,mine-2026-01-01' "
        f"-H 'anthropic-version: 2023-06-01' -d '{json.dumps({**BODY, **more})}'"
    )


def pasted(client: Client, typed: Typed, text: str, status: int = 200, **more: Any) -> Any:
    response = client.post("/playground/draft/", {**typed, **more, "pasted": text, "paste": "1"}, headers=HTMX)
    assert response.status_code == status
    assert not Exchange.objects.exists()
    return response


def told(response: Any) -> str:
    return " ".join(response.context["change"].told)


def test_a_curl_command_fills_the_whole_form(tester: Client, typed: Typed, team_key: UpstreamKey) -> None:
    response = pasted(tester, {**typed, "system": "Gone."}, curl(service_tier="auto"), free="gone-2020-01-01")
    form = response.context["form"]
    values = {name: form[name].value() for name in ("model", "max_tokens", "system", "api_version", "betas", "free")}
    assert values == {
        "model": "claude-big-9", "max_tokens": 9, "system": None, "api_version": "2023-06-01",
        "betas": ["compact-2026-01-12"], "free": "mine-2026-01-01",
    }  # fmt: skip
    assert form["turns"].value()[0]["text"] == "Name a sea."
    assert json.loads(form["further"].value()) == {"service_tier": "auto"}
    assert form["upstream"].value() == f"claude-api:{team_key.pk}"
    assert "It goes to: Claude API · Team" in told(response)


def test_a_key_is_dropped_with_a_word(tester: Client, typed: Typed) -> None:
    response = pasted(tester, typed, curl())
    assert "The key in the header x-api-key was dropped." in told(response)
    assert KEY not in response.content.decode()


def test_an_unknown_address_keeps_the_upstream_and_says_so(tester: Client, typed: Typed) -> None:
    response = pasted(tester, typed, curl("https://gateway.example/v1/complete"))
    assert response.context["form"]["upstream"].value() == "simulator"
    assert "No upstream with a key is at https://gateway.example: the upstream stays as it was." in told(response)
    assert "This form does not post to /v1/complete" in told(response)


def test_the_address_of_the_simulator_is_the_simulator(tester: Client, typed: Typed, settings: Settings) -> None:
    response = pasted(tester, typed, curl(f"{settings.PUBLIC_URL}/simulator/v1/messages/count_tokens"))
    form = response.context["form"]
    assert (form["upstream"].value(), form["path"].value()) == ("simulator", "/v1/messages/count_tokens")


def test_of_a_body_alone_nothing_but_the_body_is_taken(tester: Client, typed: Typed, team_key: UpstreamKey) -> None:
    response = pasted(tester, typed, json.dumps(BODY), betas=["compact-2026-01-12"], api_version="2023-06-01")
    form = response.context["form"]
    assert (form["upstream"].value(), form["api_version"].value()) == ("simulator", "2023-06-01")
    assert (form["model"].value(), form.names()) == ("claude-big-9", ["compact-2026-01-12"])


def test_in_the_json_view_it_fills_the_json(tester: Client, typed: Typed) -> None:
    form = pasted(tester, typed, curl(), view="json", json="{", kept="{}").context["form"]
    assert (json.loads(form["json"].value()), form["kept"].value()) == (BODY, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "This is no cURL command"),
        ("some words", "This is no cURL command"),
        (f"curl https://a.example/v1/messages -H 'x-api-key: {KEY}' -d @body.json", "The body is in a file"),
        ("curl -K config https://a.example/v1/messages", "reads or writes a file"),
    ],
)
def test_what_cannot_be_read_says_why_and_loses_nothing(tester: Client, typed: Typed, text: str, problem: str) -> None:
    response = pasted(tester, typed, text, status=422, further="{")
    page = response.content.decode()
    assert list(response.context["form"].errors) == ["pasted"]
    assert problem in page
    assert 'href="#id_pasted"' in page
    assert "Name a river." in page
    assert text.split(" ")[0] in page
    assert KEY not in page


def test_half_a_character_does_no_harm(tester: Client, typed: Typed) -> None:
    body = '{"max_tokens": 1, "messages": [{"role": "user", "content": "\\ud800"}]}'
    assert pasted(tester, typed, body).context["form"]["turns"].value()[0]["text"] == "?"


def test_an_undo_brings_back_what_was_typed(tester: Client, typed: Typed) -> None:
    page = pasted(tester, typed, curl()).content.decode()
    back = tester.post("/playground/draft/", {**controls(page, "playground"), "undo": "1"})
    form = back.context["form"]
    assert (form["turns"].value()[0]["text"], form["model"].value(), form.names()) == (
        "Name a river.", "claude-opus-5-5", [],
    )  # fmt: skip


@pytest.mark.parametrize("earlier", ["", "junk", "model=x", "%ff=%00&path", "upstream=simulator"])
def test_what_cannot_be_undone_says_so_and_keeps_what_is_typed(tester: Client, typed: Typed, earlier: str) -> None:
    response = tester.post("/playground/draft/", {**typed, "undo": "1", "earlier": earlier}, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 422
    assert "This could not be undone" in page
    assert "Undone." not in page
    assert "Name a river." in page


def test_a_paste_of_megabytes_is_not_percent_encoded(tester: Client) -> None:
    page = tester.get("/playground/").content.decode()
    button = page[page.index('id="read-paste"') :].partition(">")[0]
    assert 'formenctype="multipart/form-data"' in button
    assert 'hx-encoding="multipart/form-data"' in button


def test_a_half_written_paste_survives_a_round_trip(tester: Client, typed: Typed) -> None:
    page = tester.post("/playground/draft/", {**typed, "pasted": f"curl {KEY}", "add": "1"}).content.decode()
    assert "curl [key removed]" in page
