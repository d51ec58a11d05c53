"""Getting about without a mouse."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit

LATER_MS = 400  # past the 150 ms in which typing is waited for

pytestmark = pytest.mark.browser


def test_the_palette_finds_a_beta_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/history/")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_contain_text("Pages")
    page.keyboard.type("mcp-client")
    first = page.locator("#palette .hits a").first
    expect(first).to_contain_text("mcp-client-2026-09-15")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette .hits a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/betas/mcp-client-2026-09-15/"))


def test_enter_in_the_palette_follows_the_first(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("playgr")
    expect(page.locator("#palette-results")).to_have_attribute("data-q", "playgr")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/playground/$"))


def test_what_is_typed_before_the_palette_has_answered_is_found(visit: Visit) -> None:
    page = visit("/")
    held: list[Route] = []
    page.route(re.compile(r"/palette/\?q=$"), lambda route: held.append(route))
    page.keyboard.press("Control+k")
    page.keyboard.type("playgr")
    page.wait_for_timeout(LATER_MS)
    for route in held:
        route.continue_()
    expect(page.locator("#palette-results")).to_have_attribute("data-q", "playgr")


def test_a_slash_goes_to_the_search_of_the_page_and_is_a_slash_while_typing(visit: Visit) -> None:
    page = visit("/betas/")
    page.keyboard.press("/")
    search = page.get_by_label("Search")
    expect(search).to_be_focused()
    page.keyboard.type("a/b?")
    expect(search).to_have_value("a/b?")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_slash_opens_the_palette_where_a_page_has_no_search(visit: Visit) -> None:
    page = visit("/")
    page.keyboard.press("/")
    expect(page.locator("#palette [type=search]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_single_keys_stay_off_once_switched_off(visit: Visit) -> None:
    page = visit("/playground/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("stop; what has arrived is kept")
    page.get_by_label("Shortcuts of a single character").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    expect(page.locator("#keys")).to_be_hidden()


def test_a_dialog_gives_the_focus_back(visit: Visit) -> None:
    page = visit("/")
    find = page.get_by_role("link", name="Find")
    find.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#palette [type=search]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(find).to_be_focused()


def test_the_language_can_be_switched_without_javascript(visit: Visit) -> None:
    page = visit("/betas/?q=mcp", javascript=False)
    page.locator("[popovertarget=user-menu]").click()
    page.get_by_role("button", name="Bahasa Indonesia").click()
    expect(page).to_have_url(re.compile(r"/betas/\?q=mcp$"))
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_palette_and_shortcuts_are_pages_without_javascript(visit: Visit) -> None:
    page = visit("/", javascript=False)
    page.get_by_role("link", name="Find").click()
    page.locator("main [type=search]").fill("compact")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="compact-2026-01-12").click()
    expect(page).to_have_url(re.compile("/betas/compact-2026-01-12/$"))
