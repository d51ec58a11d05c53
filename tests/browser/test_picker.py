"""The picker: by keyboard alone, and what a request asks for while one types it."""

import re

import pytest
from playwright.sync_api import Page, expect

from betas.models import Exchange
from tests.browser.conftest import Visit
from tests.conftest import MakeExchange

pytestmark = pytest.mark.browser

MCP = "mcp-client-2026-09-15"
ASKS = '{"mcp_servers": [{"type": "url", "url": "https://mcp.example", "name": "one"}]}'


def focused(page: Page) -> str:
    """The id of what has the focus, or the beta whose box has it."""
    name: str = page.evaluate("document.activeElement.id || document.activeElement.value || ''")
    return name


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def type_further(page: Page, text: str) -> None:
    page.locator("summary", has_text="Further fields").click()
    page.get_by_label("Further fields").fill(text)


def test_betas_are_found_by_gate_picked_taken_out_and_sent_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/playground/")
    page.get_by_label("Text of turn 1").focus()
    page.keyboard.type("Name a river.")
    page.get_by_label("Find a beta").focus()
    page.keyboard.type("compact_20260112")
    expect(page.locator("#live-state")).to_have_text("Betas that match: 1")
    press(page, "ArrowDown", "Space")
    expect(page.locator("#live-state")).to_have_text("Picked: compact-2026-01-12")
    press(page, "Escape")
    assert focused(page) == "find-beta"
    page.keyboard.type("effort")
    press(page, "ArrowDown", "Enter", "ArrowUp")
    assert focused(page) == "find-beta"
    press(page, "Escape")
    page.keyboard.type("context-management")
    press(page, "ArrowDown", "Space", "Escape")
    line = page.locator("#header-line")
    expect(line).to_have_text(re.compile("^compact-2026-01-12,context-management-2025-06-27,effort-2025-11-24$"))
    press(page, "Backspace")
    expect(page.locator("#live-state")).to_have_text("Taken out: effort-2025-11-24")
    press(page, "Control+Enter")
    expect(page.locator("#answer-head")).to_contain_text("200 OK")
    assert Exchange.objects.get().beta_header == "compact-2026-01-12,context-management-2025-06-27"


def test_what_the_request_asks_for_is_suggested_while_one_types_and_picked(visit: Visit) -> None:
    page = visit("/playground/")
    type_further(page, ASKS)
    suggested = page.locator("#suggested")
    expect(suggested).to_contain_text("asked for by mcp_servers")
    assert focused(page) == "id_further"
    assert page.locator(f"input[value='{MCP}']").count() == 1
    suggested.get_by_role("checkbox", name=MCP).check()
    expect(page.locator("#header-line")).to_have_text(MCP)
    page.get_by_label("Further fields").focus()
    expect(suggested.locator(".option")).to_have_count(0)
    expect(page.locator("#header-line")).to_have_text(MCP)
    page.get_by_role("button", name=f"Remove {MCP}").click()
    expect(suggested).to_contain_text(MCP)
    page.get_by_label("Further fields").fill("{")
    expect(suggested.locator(".option")).to_have_count(0)
    assert page.locator(f"input[value='{MCP}']").count() == 1


def test_suggestions_stay_while_one_walks_among_them(visit: Visit) -> None:
    page = visit("/playground/")
    type_further(page, ASKS)
    expect(page.locator("#suggested")).to_contain_text(MCP)
    page.get_by_label("Find a beta").focus()
    press(page, "ArrowDown", "Space")
    with page.expect_response("**/playground/suggested/"):
        pass
    page.wait_for_timeout(200)
    assert focused(page) == MCP
    expect(page.locator("#suggested").get_by_role("checkbox", name=MCP)).to_be_checked()


def test_details_unfold_on_demand_and_the_successor_takes_the_place(visit: Visit) -> None:
    page = visit("/playground/?beta=mcp-client-2025-11-20")
    page.get_by_role("button", name="Remove mcp-client-2025-11-20").click()
    page.get_by_label("Find a beta").fill("mcp-client-2025-11-20")
    press(page, "ArrowDown", "Space", "Tab", "Enter")
    page.get_by_role("button", name="Use this instead").click()
    expect(page.locator("#header-line")).to_have_text(MCP)


def test_without_javascript_suggestions_come_with_the_next_round_trip(visit: Visit) -> None:
    page = visit("/playground/", javascript=False)
    type_further(page, ASKS)
    page.get_by_role("button", name="Add turn").click()
    page.locator("#suggested").get_by_role("checkbox", name=MCP).check()
    page.get_by_role("button", name="Add turn").click()
    expect(page.locator("#chosen").get_by_role("checkbox", name=MCP)).to_be_checked()
    page.locator("#chosen .option", has_text=MCP).locator("summary").click()
    page.get_by_role("link", name="All that is known of it").click()
    assert page.url.endswith(f"/betas/{MCP}/")


def test_on_a_phone_it_fits_and_its_names_are_whole(visit: Visit, make_exchange: MakeExchange) -> None:
    make_exchange("mid-conversation-system-clear-at-2026-08-21")
    page = visit(f"/playground/?beta={MCP}", viewport={"width": 390, "height": 844})
    type_further(page, '{"fallbacks": []}')
    expect(page.locator("#suggested")).to_contain_text("server-side-fallback-2026-07-01")
    expect(page.get_by_role("group", name="Lately used")).to_contain_text("mid-conversation-system-clear-at-2026-08-21")
    page.locator("#suggested summary").click()
    expect(page.locator("#suggested")).to_contain_text("What to do:")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.picks .name')].map((e) => e.offsetHeight))") <= 24


def test_back_on_the_page_what_was_picked_and_typed_is_there_though_the_list_is_another(visit: Visit) -> None:
    page = visit("/playground/")
    page.get_by_label("Text of turn 1").fill("Name a river.")
    page.get_by_role("checkbox", name=MCP).check()
    page.locator("#send").click()
    expect(page.locator("#answer-head")).to_contain_text("200")
    page.get_by_label("Further names").fill("alpha-2025-01-01")
    page.get_by_role("link", name="Overview").click()
    page.go_back()
    expect(page.get_by_label("Text of turn 1")).to_have_value("Name a river.")
    expect(page.locator(".option :checked")).to_have_count(1)
    expect(page.get_by_role("checkbox", name=MCP)).to_be_checked()
    expect(page.locator("#header-line")).to_have_text(f"{MCP},alpha-2025-01-01")
    expect(page.locator("#chips")).to_have_text(MCP)
