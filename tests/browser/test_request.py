"""One request in three views, in a browser: nothing typed is lost on the way."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings

from betas.history import read
from betas.models import Exchange
from betas.models.choices import State
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


def show(page: Page, view: str) -> None:
    page.get_by_role("button", name=view, exact=True).click()
    expect(page.get_by_role("button", name=view, exact=True)).to_have_attribute("aria-current", "true")


def hold_drafts(page: Page) -> list[Route]:
    """Keeps each drawing of the request on its way until it is let go."""
    held: list[Route] = []
    page.route("**/playground/draft/", lambda route: held.append(route))
    return held


def let_go(page: Page, held: list[Route], count: int) -> None:
    for _ in range(100):
        if len(held) == count:
            break
        page.wait_for_timeout(50)
    assert len(held) == count
    for route in held:
        route.continue_()


def fill_form(page: Page) -> None:
    page.get_by_label("Text of turn 1").fill("What is this?\nTell me.")
    page.get_by_role("button", name="Attach to turn 1").click()
    page.get_by_label("Address, data or file id").fill("https://a.example/b.png")
    page.get_by_text("Tools", exact=True).click()
    page.get_by_label("Tool to add").select_option("web_search_20260318")
    page.get_by_role("button", name="Add tool").click()
    expect(page.get_by_label("Type", exact=True)).to_have_value("web_search_20260318")


def test_the_form_becomes_json_is_edited_becomes_the_form_and_is_sent(visit: Visit) -> None:
    page = visit("/playground/")
    fill_form(page)
    show(page, "JSON")
    editor = page.locator("#id_json")
    expect(page.locator(".prism-code-editor .token.property").first).to_have_text('"model"')
    body = json.loads(editor.input_value())
    assert body["tools"] == [{"type": "web_search_20260318", "name": "web_search"}]
    assert body["messages"][0]["content"][1] == {"type": "text", "text": "What is this?\nTell me."}
    editor.fill(json.dumps(body | {"stop_sequences": ["END"], "service_tier": "auto"}))
    show(page, "Form")
    expect(page.get_by_label("Stop sequences")).to_have_value("END")
    expect(page.get_by_label("Further fields")).to_have_value('{\n  "service_tier": "auto"\n}')
    expect(page.get_by_label("Address, data or file id")).to_have_value("https://a.example/b.png")
    page.get_by_role("button", name="Send").click()
    page.locator("#answer-head header .facts").wait_for()
    sent = json.loads(read.request_text(Exchange.objects.get()))
    assert sent == body | {"stop_sequences": ["END"], "service_tier": "auto"}


def test_what_is_typed_while_a_view_is_on_its_way_is_in_it(visit: Visit) -> None:
    page = visit("/playground/")
    held = hold_drafts(page)
    page.get_by_role("button", name="JSON", exact=True).click()
    page.get_by_label("Text of turn 1").fill("Typed meanwhile.")
    let_go(page, held, 2)
    expect(page.locator("#id_json")).to_have_value(re.compile("Typed meanwhile."))


def test_what_is_typed_while_a_turn_is_on_its_way_stays_and_one_turn_comes(visit: Visit) -> None:
    page = visit("/playground/")
    held = hold_drafts(page)
    page.get_by_role("button", name="Add turn").click()
    page.get_by_label("Text of turn 1").fill("Typed meanwhile.")
    let_go(page, held, 2)
    expect(page.get_by_label("Role of turn 2")).to_have_value("assistant")
    expect(page.get_by_label("Text of turn 1")).to_have_value("Typed meanwhile.")
    expect(page.get_by_label("Text of turn 3")).to_have_count(0)


def test_of_two_views_asked_for_quickly_the_last_comes(visit: Visit) -> None:
    page = visit("/playground/")
    held = hold_drafts(page)
    page.get_by_role("button", name="JSON", exact=True).click()
    page.get_by_role("button", name="Code", exact=True).click()
    let_go(page, held, 2)
    expect(page.get_by_role("button", name="Code", exact=True)).to_have_attribute("aria-current", "true")
    page.wait_for_timeout(300)
    expect(page.locator("#code-text")).to_be_visible()


def test_the_focus_stays_where_one_added_and_goes_to_the_request_where_one_removed(visit: Visit) -> None:
    page = visit("/playground/")
    page.get_by_role("button", name="Add turn").click()
    expect(page.get_by_label("Text of turn 2")).to_be_visible()
    expect(page.get_by_role("button", name="Add turn")).to_be_focused()
    page.get_by_role("button", name="Remove").last.click()
    expect(page.get_by_label("Text of turn 2")).to_have_count(0)
    expect(page.locator("#request")).to_be_focused()


def test_json_that_cannot_be_read_says_where_and_is_kept(visit: Visit) -> None:
    page = visit("/playground/?beta=compact-2026-01-12")
    show(page, "JSON")
    typed = '{\n  "model": oops\n}'
    page.locator("#id_json").fill(typed)
    page.get_by_role("button", name="Form", exact=True).click()
    expect(page.locator("#id_json_error")).to_contain_text("line 2, column 12")
    expect(page.locator("#id_json")).to_have_value(typed)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator("#errors")).to_contain_text("line 2, column 12")
    expect(page.locator("#id_json")).to_have_value(typed)
    expect(page.locator("#header-line")).to_have_text("compact-2026-01-12")
    assert not Exchange.objects.exists()


def test_what_is_marked_in_the_plain_text_stays_marked_in_the_editor_that_takes_its_place(visit: Visit) -> None:
    page = visit("/playground/")
    held: list[Route] = []
    page.route("**/prism-code-editor*.js", lambda route: held.append(route))
    show(page, "JSON")
    page.locator("#id_json").focus()
    page.keyboard.press("Control+A")
    for route in held:
        route.continue_()
    expect(page.locator(".prism-code-editor")).to_have_count(1)
    page.keyboard.type("7")
    expect(page.locator("#id_json")).to_have_value("7")


def test_an_editor_that_loads_slowly_is_put_up_once(visit: Visit) -> None:
    page = visit("/playground/")
    held: list[Route] = []
    page.route("**/prism-code-editor*.js", lambda route: held.append(route))
    show(page, "JSON")
    page.get_by_label("Further names").fill("nope-2020-01-01")
    expect(page.locator("#strip")).to_contain_text("nope-2020-01-01")
    for route in held:
        route.continue_()
    expect(page.locator(".prism-code-editor .token.property").first).to_have_text('"model"')
    expect(page.locator(".prism-code-editor")).to_have_count(1)


def test_ctrl_enter_sends_and_ctrl_enter_stops(visit: Visit, settings: Settings) -> None:
    settings.SIMULATOR_TOKEN_S = 0.2
    page = visit("/playground/")
    page.get_by_label("Text of turn 1").fill("Name three rivers that flow north.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer [data-part=text]")).not_to_be_empty()
    expect(page.locator("#halt")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("Stopped; the part is kept.")
    expect(page.locator("#send")).to_be_visible()
    exchange = Exchange.objects.get()
    for _ in range(50):
        page.wait_for_timeout(100)
        exchange.refresh_from_db()
        if exchange.state != State.SENDING:
            break
    assert exchange.state == State.CANCELLED


def test_code_is_written_again_when_the_header_changes(visit: Visit) -> None:
    page = visit("/playground/?beta=compact-2026-01-12")
    page.get_by_label("Text of turn 1").fill("Hi")
    show(page, "Code")
    page.get_by_role("button", name="Python", exact=True).click()
    expect(page.locator("#code-text")).to_contain_text('betas=["compact-2026-01-12"]')
    page.get_by_label("Further names").fill("mine-2026-01-01")
    expect(page.locator("#code-text")).to_contain_text("mine-2026-01-01")
    assert not Exchange.objects.exists()
    show(page, "Form")
    expect(page.get_by_label("Text of turn 1")).to_have_value("Hi")


def test_the_views_change_without_javascript(visit: Visit) -> None:
    page = visit("/playground/", javascript=False)
    page.get_by_label("Text of turn 1").fill("Hi <there>")
    page.get_by_label("Further names").fill("mine-2026-01-01")
    show(page, "JSON")
    body = json.loads(page.get_by_label("JSON", exact=True).input_value())
    assert body["messages"] == [{"role": "user", "content": "Hi <there>"}]
    page.get_by_label("JSON", exact=True).fill(json.dumps(body | {"system": "Be terse."}))
    show(page, "Code")
    expect(page.locator("#code-text")).to_contain_text("mine-2026-01-01")
    show(page, "Form")
    expect(page.get_by_role("textbox", name="System")).to_have_value("Be terse.")
    expect(page.get_by_label("Text of turn 1")).to_have_value("Hi <there>")


def test_the_request_fits_a_phone_in_every_view(visit: Visit) -> None:
    page = visit("/playground/?beta=context-management-2025-06-27", viewport=PHONE)
    fill_form(page)
    for view in ("JSON", "Code", "Form"):
        show(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_note_stands_beside_what_the_chosen_version_no_longer_has(visit: Visit) -> None:
    page = visit("/playground/")
    page.get_by_text("Stopping, sampling, user").click()
    note = page.get_by_text("no longer has temperature")
    expect(note).to_be_visible()
    page.get_by_label("API version", exact=True).select_option("2023-06-01")
    expect(note).to_be_hidden()
