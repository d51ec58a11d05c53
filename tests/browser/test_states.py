"""Every page in every state: no barrier that axe finds, in both themes, and nothing the security policy stops."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from betas.access import tokens
from betas.models import Project
from betas.models.choices import Role
from tests.browser.conftest import Visit
from tests.browser.states import EMPTY, FULL, State

pytestmark = pytest.mark.browser

AXE = Axe()
OpenAs = Callable[[Role | None], Page]
GRAVE = {"serious", "critical"}
# Without "preload", or axe asks for imported style sheets at addresses of its own making.
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
# Rows after the sixth look like those before; hundreds of them would take a minute.
ALIKE = [["tbody tr:nth-child(n+7)"], [".picks label:nth-child(n+7)"]]
# Of one piece, the sweep would keep one process waiting for the other.
PARTS = 4
COLOURS = {**ALL_RULES, "runOnly": ["color-contrast"]}
BODY = {"model": "claude-opus-5-5", "max_tokens": 2048, "messages": [{"role": "user", "content": "Name a river."}]}
THINKING = {**BODY, "thinking": {"type": "enabled", "budget_tokens": 1024}}
SENT: dict[str, dict[str, Any]] = {
    "answered": {"betas": ["compact-2026-01-12"], "body": BODY},
    "streamed": {"betas": ["interleaved-thinking-2025-05-14"], "body": {**THINKING, "stream": True}},
    "refused": {"betas": ["compact-2026-01-12", "nope-2020-01-01"], "body": BODY},
    "broken": {"betas": [], "body": {**BODY, "stream": True}, "headers": {"x-simulator-fault": "cut"}},
}


@pytest.fixture
def full(catalogued: None, project: Project) -> dict[str, str]:
    """One exchange of each kind, sent to the simulator; their ids by kind."""
    token = tokens.make(project, "nightly", Role.TESTER)[1].reveal()
    client = Client(headers={"authorization": f"Bearer {token}"})

    def send(asked: dict[str, Any]) -> str:
        asked = {"upstream": "simulator", "path": "/v1/messages", **asked}
        found = client.post("/api/v1/requests", json.dumps(asked), content_type="application/json").json()
        return str(found["id"])

    return {kind: send(asked) for kind, asked in SENT.items()}


def grave(page: Page, rules: dict[str, Any], within: str = "html") -> list[str]:
    found = AXE.run(page, {"include": [[within]], "exclude": ALIKE}, rules).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]}" for each in found if each["impact"] in GRAVE for node in each["nodes"]
    ]


def sweep(open_as: OpenAs, states: tuple[State, ...], ids: dict[str, str]) -> dict[str, list[str]]:
    """Findings by state; the dark theme is asked only for what a theme can change."""
    found = {}
    for state in states:
        page = open_as(state.role)
        page.emulate_media(color_scheme="light")
        page.goto(state.path.format(**ids))
        if state.do:
            state.do(page)
        light = grave(page, ALL_RULES, state.within)
        page.emulate_media(color_scheme="dark")
        found[state.name] = light + [f"dark {each}" for each in grave(page, COLOURS, state.within)]
    return {name: each for name, each in found.items() if each}


@pytest.fixture
def open_as(visit: Visit) -> OpenAs:
    """One window for each role, kept: signing in anew for every state takes longer than looking at it."""
    windows: dict[Role | None, Page] = {}

    def make(role: Role | None) -> Page:
        if role not in windows:
            windows[role] = visit("/healthz", role)
        return windows[role]

    return make


def test_an_empty_instance_has_no_barriers(open_as: OpenAs) -> None:
    assert sweep(open_as, EMPTY, {}) == {}


@pytest.mark.parametrize("part", range(PARTS))
def test_a_full_instance_has_no_barriers(open_as: OpenAs, full: dict[str, str], part: int) -> None:
    assert sweep(open_as, FULL[part::PARTS], full) == {}


def test_indonesian_has_no_barriers_and_breaks_no_drawing(visit: Visit, full: dict[str, str]) -> None:
    """A decimal comma in an attribute of a drawing would be a complaint of the browser, which `visit` fails for."""
    page = visit("/", Role.ADMIN, locale="id-ID")
    assert page.locator("html").get_attribute("lang") == "id"
    assert grave(page, ALL_RULES) == []
    for path in ("/betas/compact-2026-01-12/", "/history/", f"/history/{full['streamed']}/"):
        page.goto(path)


def test_no_control_is_dead_without_javascript(visit: Visit, full: dict[str, str]) -> None:
    page = visit("/", Role.ADMIN, javascript=False)
    dead = {}
    for path in sorted({state.path.format(**full) for state in FULL if state.role == Role.ADMIN}):
        page.goto(path)
        assert page.locator("h1").count() == 1, path
        buttons = page.locator("button[type=button]:not([popovertarget])").filter(visible=True)
        dead[path] = buttons.all_inner_texts()
    assert not any(dead.values()), dead
