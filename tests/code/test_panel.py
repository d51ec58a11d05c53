"""The panel of code: safe whatever is in the request, one language at a time, the last one remembered."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.test import RequestFactory

from betas.code import LANGUAGES, Request, write
from tests.code.generated import requests

HELLO = Request("https://api.anthropic.com", "/v1/messages", {"model": "m"}, ["b-1"], "2026-10-21", "bearer")


class Shown(HTMLParser):
    """The text of the code, and every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.code, self.tags, self.inside = "", [], False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags: list[tuple[str, dict[str, str | None]]]
        self.tags.append((tag, dict(attrs)))
        self.inside = self.inside or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        self.code += data if self.inside else ""


def asked(query: str = "", session: dict[str, Any] | None = None) -> HttpRequest:
    request = RequestFactory().get(f"/somewhere/?{query}")
    request.session = SessionStore()
    request.session.update(session or {})
    return request


def panel(request: HttpRequest, code_request: Request, options: str = "") -> str:
    source = "{% load code %}{% code_panel code_request " + options + " %}"
    return Template(source).render(RequestContext(request, {"code_request": code_request}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_stands_there_as_it_is_and_is_no_markup(language: str) -> None:
    for request in requests(20, "https://gateway.example", seed=2):
        shown = Shown(panel(asked(f"code={language}"), request))
        assert shown.code == write(language, request)
        assert {tag for tag, _ in shown.tags} <= {"section", "nav", "a", "div", "span", "button", "pre"}


def test_the_tabs_keep_what_else_the_address_says() -> None:
    links = [attrs["href"] for tag, attrs in Shown(panel(asked("tab=code&code=python"), HELLO)).tags if tag == "a"]
    assert links[:2] == ["?tab=code&code=curl#code", "?tab=code&code=python#code"]


def test_the_language_shown_is_marked() -> None:
    tags = Shown(panel(asked("code=python"), HELLO)).tags
    assert [attrs["href"] for _, attrs in tags if attrs.get("aria-current")] == ["?code=python#code"]


def test_the_last_language_is_remembered() -> None:
    first = asked("code=typescript")
    panel(first, HELLO)
    assert "new Anthropic()" in Shown(panel(asked("", dict(first.session)), HELLO)).code


@pytest.mark.parametrize("remembered", ["", "cobol"])
def test_a_language_that_is_none_gives_the_first(remembered: str) -> None:
    assert Shown(panel(asked("code=fortran", {"code": remembered}), HELLO)).code.startswith("curl ")


def test_looking_again_writes_no_session() -> None:
    request = asked("code=python", {"code": "python"})
    request.session.modified = False
    panel(request, HELLO)
    assert not request.session.modified


def test_while_typing_the_tabs_submit_the_form() -> None:
    request = RequestFactory().post("/somewhere/", {"code": "python"})
    request.session = SessionStore()
    tags = Shown(panel(request, HELLO, 'form="playground" action="/draft/"')).tags
    tabs = [attrs for tag, attrs in tags if tag == "button" and attrs.get("name") == "code"]
    assert [tab["value"] for tab in tabs] == list(LANGUAGES)
    assert {(tab["form"], tab["formaction"]) for tab in tabs} == {("playground", "/draft/")}
    assert [tab["value"] for tab in tabs if tab.get("aria-current")] == ["python"]


def test_the_simulator_is_reached_where_programs_reach_it(settings: Any) -> None:
    settings.PUBLIC_URL = "https://betaboard.example"
    simulated = Request("simulator://", "/v1/messages", {}, [], "2026-10-21", "x-api-key")
    assert "curl https://betaboard.example/simulator/v1/messages" in Shown(panel(asked(), simulated)).code


def test_what_is_too_long_for_a_page_says_so() -> None:
    page = panel(asked(), replace(HELLO, body={"x": "y" * 200_000}))
    assert "too large to be shown" in page
    assert "yyyy" not in page


def test_what_is_too_deep_says_so() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert "too large to be shown" in panel(asked(), replace(HELLO, body={"x": deep}))
