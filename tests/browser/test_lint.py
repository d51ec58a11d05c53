"""Before sending, in a browser: findings while one types, fixed at a press, and pasted code as the form."""

import json

import pytest
from playwright.sync_api import Page, expect

from betas.history import read
from betas.models import Exchange
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
MCP = "mcp-client-2026-09-15"
SERVERS = '{"mcp_servers": []}'
CURL = """curl https://api.anthropic.com/v1/messages \\
  -H "x-api-key: sk-ant-api03-abcdefghijklmnopqrstuvwxyz" -H "anthropic-beta: compact-2026-01-12,mine-2026-01-01" \\
  -d '{"model": "claude-opus-5-5", "max_tokens": 99, "messages": [{"role": "user", "content": "Name a sea."}]}'"""


def paste(page: Page, label: str, text: str) -> None:
    """As Ctrl+V does: the field gets the event, and then the text."""
    page.get_by_label(label).evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }""",
        text,
    )


def test_a_body_raises_the_finding_fix_adds_the_beta_and_sending_succeeds(visit: Visit) -> None:
    page = visit("/playground/")
    page.get_by_label("Text of turn 1").fill("Hi")
    expect(page.locator("#strip")).to_be_hidden()
    page.locator("summary", has_text="Further fields").click()
    page.get_by_label("Further fields").press_sequentially(SERVERS)
    expect(page.locator("#strip summary")).to_have_text("1 error")
    expect(page.get_by_label("Further fields")).to_be_focused()
    expect(page.locator("#lint-state")).to_contain_text("1 error")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#asked-first")).to_be_focused()
    assert not Exchange.objects.exists()
    page.get_by_role("button", name=f"Fix: {MCP} added").click()
    expect(page.locator("#changed")).to_be_focused()
    expect(page.locator("#changed")).to_contain_text(f"Fixed: {MCP} added.")
    expect(page.locator("#header-line")).to_have_text(MCP)
    expect(page.locator("#chips")).to_contain_text(MCP)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#header-line")).not_to_contain_text(MCP)
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("#header-line")).to_have_text(MCP)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#answer-head header")).to_contain_text("200 OK")
    assert Exchange.objects.get().beta_header == MCP


def test_send_anyway_shows_the_refusal_and_need_not_be_pressed_again(visit: Visit) -> None:
    page = visit("/playground/?example=refused")
    page.locator("#send").click()
    expect(page.locator("#asked-first")).to_contain_text("Nothing was sent yet.")
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator("#answer-head header")).to_contain_text("400")
    expect(page.locator("#asked-first")).not_to_contain_text("Nothing was sent yet.")
    with page.expect_response("**/playground/result/**"):
        page.locator("#send").click()
    assert Exchange.objects.count() == 2


def test_a_tool_added_by_a_button_is_linted_too(visit: Visit) -> None:
    page = visit("/playground/", viewport=PHONE)
    page.get_by_text("Tools", exact=True).click()
    page.get_by_label("Tool to add").select_option("computer_20251124")
    page.get_by_role("button", name="Add tool").click()
    expect(page.locator("#strip summary")).to_contain_text("1 error")
    page.locator("#strip summary").click()
    expect(page.get_by_role("button", name="Fix: computer-use-2025-11-24 added")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_pasted_curl_is_offered_and_fills_the_form(visit: Visit) -> None:
    page = visit("/playground/")
    paste(page, "Text of turn 1", "just words about curl")
    expect(page.locator("#paste-offer")).to_be_hidden()
    paste(page, "Text of turn 1", CURL)
    expect(page.get_by_label("Text of turn 1")).to_have_value("")
    page.locator("#take-paste").click()
    expect(page.get_by_label("Text of turn 1")).to_have_value("Name a sea.")
    expect(page.get_by_label("Max tokens")).to_have_value("99")
    expect(page.get_by_label("Further names")).to_have_value("mine-2026-01-01")
    expect(page.locator("#header-line")).to_have_text("compact-2026-01-12,mine-2026-01-01")
    expect(page.locator("#changed")).to_contain_text("The key in the header x-api-key was dropped.")
    assert "sk-ant" not in page.content()
    assert not Exchange.objects.exists()


def test_all_of_it_without_javascript(visit: Visit) -> None:
    page = visit("/playground/", javascript=False)
    page.get_by_text("Paste code or a request").click()
    page.get_by_label("Code or a request").fill(CURL.replace('"max_tokens"', '"mcp_servers": [], "max_tokens"'))
    page.get_by_role("button", name="Fill the form with it").click()
    expect(page.get_by_label("Text of turn 1")).to_have_value("Name a sea.")
    page.locator("#send").click()
    expect(page.get_by_role("button", name="Send anyway")).to_be_visible()
    page.get_by_role("button", name="Fix all").click()
    expect(page.locator("#header-line")).to_contain_text(MCP)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#header-line")).not_to_contain_text(MCP)
    page.get_by_role("button", name="Redo").click()
    page.locator("#send").click()
    expect(page.locator("h1")).to_be_visible()
    sent = Exchange.objects.get()
    assert (sent.status, MCP in (sent.beta_header or "")) == (200, True)
    assert json.loads(read.request_text(sent))["max_tokens"] == 99


def test_a_body_that_cannot_be_judged_is_said_to_be(visit: Visit) -> None:
    page = visit("/playground/")
    page.locator("#request").get_by_role("button", name="JSON", exact=True).click()
    page.locator(".prism-code-editor textarea").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"model": "m", "max_tokens": 5, "max_tokens": 6}')
    expect(page.locator("#strip summary")).to_be_visible()
    expect(page.locator("#strip summary")).to_contain_text("Body not judged")
