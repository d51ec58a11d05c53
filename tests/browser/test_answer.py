"""The answer in a browser: while it arrives, once it has ended, and what a hostile one cannot do."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from betas.models import Exchange, ExchangeBody
from betas.models.choices import State
from tests import faultserver
from tests.browser.conftest import Visit
from tests.browser.test_playground import ask, event, only_exchange, upstream
from tests.conftest import MakeExchange
from tests.faultserver import FaultServer, Line
from tests.history.payloads import PAYLOADS

pytestmark = pytest.mark.browser

__all__ = ["upstream"]
PHONE = {"viewport": {"width": 390, "height": 844}}
WATCH = """() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
  }).observe({ type: "layout-shift", buffered: false });
}"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}"""
MESSAGE = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5-5", "content": []}
ENDINGS = 40  # two seconds in which one can look at what has arrived
BLOCKS: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
    ({"type": "thinking", "thinking": ""}, [{"type": "thinking_delta", "thinking": f"step {n} "} for n in range(8)]),
    ({"type": "text", "text": ""}, [{"type": "text_delta", "text": f"A **bold** river {n}. "} for n in range(30)]),
    (
        {"type": "tool_use", "id": "toolu_1", "name": "get_length", "input": {}},
        [{"type": "input_json_delta", "partial_json": part} for part in ('{"river"', ': "Ob"', "}")],
    ),
    ({"type": "text", "text": ""}, [{"type": "text_delta", "text": "The end. "} for _ in range(ENDINGS)]),
]


def story(line: Line) -> None:
    """Thinking, text, a tool's call, text again, a few pieces each twentieth of a second."""
    line.send(faultserver.chunked_head() + event({"type": "message_start", "message": MESSAGE}))
    for index, (block, deltas) in enumerate(BLOCKS):
        line.send(event({"type": "content_block_start", "index": index, "content_block": block}))
        for delta in deltas:
            line.wait(0.05)
            line.send(event({"type": "content_block_delta", "index": index, "delta": delta}))
        line.send(event({"type": "content_block_stop", "index": index}))
    end = {"stop_reason": "tool_use", "stop_sequence": None}
    usage = {"input_tokens": 12, "output_tokens": 31, "output_tokens_details": {"thinking_tokens": 9}}
    line.send(event({"type": "message_delta", "delta": end, "usage": usage}))
    line.send(event({"type": "message_stop"}) + faultserver.chunk(b""))


def hold(route: Route) -> None:
    """Longer than the half second after a click in which the browser forgives whatever moves."""
    time.sleep(0.7)
    route.continue_()


def send(visit: Visit, choice: str, **options: Any) -> Page:
    page = visit("/playground/", **options)
    page.get_by_label("Upstream and key").select_option(choice)
    ask(page)
    page.route("**/playground/send/", hold)
    page.evaluate(WATCH)
    page.get_by_role("button", name="Send").click()
    return page


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_blocks_arrive_one_below_the_other_and_nothing_moves(
    visit: Visit, upstream: Callable[[FaultServer], str], options: dict[str, Any]
) -> None:
    with FaultServer(story) as server:
        page = send(visit, upstream(server), **options)
        expect(page.locator("#answer")).to_be_focused()
        expect(page.locator("#arriving [data-part=input]")).to_contain_text('{"river": "Ob"}')
        expect(page.locator("#arriving [data-part=tool]")).to_have_text("get_length")
        kinds = page.locator("#arriving > :not(template, .notice)").evaluate_all(
            "nodes => nodes.map(node => node.dataset.part || node.className)"
        )
        assert kinds[:3] == ["block", "text", "block call"]
        page.locator("#answer-head header .facts").wait_for()
        assert page.evaluate("window.shifts") == []
        page.wait_for_timeout(100)
    head = page.locator("#answer-head")
    for words in ("200 OK", "12 in", "31 out", "9 of them thinking", "Waits for a tool's result"):
        expect(head).to_contain_text(words)
    looks = page.locator("#panel [data-part], #panel .call").evaluate_all(
        "nodes => nodes.map(node => node.dataset.part || node.className)"
    )
    assert looks == ["thinking", "text", "block call", "text"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_tab_opens_in_its_place(visit: Visit, upstream: Callable[[FaultServer], str]) -> None:
    with FaultServer(story) as server:
        page = send(visit, upstream(server))
        page.locator("#answer-head header .facts").wait_for()
    address = page.url
    panel = page.locator("#panel")
    page.get_by_role("link", name="JSON", exact=True).click()
    expect(panel.locator(".tree").last).to_contain_text("claude-opus-5-5")
    expect(page.locator("#tab-json")).to_be_focused()
    page.get_by_role("link", name="Events", exact=True).click()
    page.get_by_role("button", name="As fast as possible").click()
    expect(page.locator("#replayed [data-part=text]").last).to_have_text("The end. " * ENDINGS)
    page.get_by_role("button", name="×4").click()
    expect(page.locator("#replayed [data-part=input]")).to_have_count(0)
    expect(page.locator("#replayed [data-part=text]").last).to_have_text("The end. " * ENDINGS)
    page.get_by_role("link", name="Headers", exact=True).click()
    expect(panel).to_contain_text("anthropic-version")
    page.get_by_role("link", name="Code", exact=True).click()
    page.get_by_role("link", name="Python", exact=True).click()
    expect(panel.locator("#code-text")).to_contain_text("import anthropic")
    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_role("link", name="Show as markdown").click()
    expect(panel.locator(".prose strong").first).to_have_text("bold")
    assert page.url == address
    page.get_by_role("link", name="Show as text").click()
    expect(panel.locator("[data-part=text]").first).to_contain_text("**bold**")


def test_on_its_own_page_a_tab_is_an_address_and_back_leads_back(visit: Visit, make_exchange: MakeExchange) -> None:
    made = answering(make_exchange, "A **bold** river.")
    page = visit(f"/history/{made.pk}/")
    page.get_by_role("link", name="Show as markdown").click()
    expect(page.locator(".prose strong")).to_have_text("bold")
    page.get_by_role("link", name="JSON", exact=True).click()
    expect(page.locator(".tree").first).to_be_visible()
    assert page.url.endswith("?markdown=1&tab=json")
    page.go_back()
    expect(page.locator(".prose strong")).to_have_text("bold")


def test_a_path_and_the_request_id_are_copied(visit: Visit, make_exchange: MakeExchange) -> None:
    made = answering(make_exchange, "Hello", request_id="req_42")
    page = visit(f"/history/{made.pk}/?tab=json&of=response", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the path content[0].text").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live-state")).to_have_text("Copied: content[0].text")
    assert page.evaluate("navigator.clipboard.readText()") == "content[0].text"
    page.get_by_role("button", name="Copy id").click()
    expect(page.locator("#live-state")).to_have_text("Copied: req_42")


def test_without_javascript_every_tab_is_a_page(visit: Visit, make_exchange: MakeExchange) -> None:
    page = visit(f"/history/{answering(make_exchange, 'A **bold** river.').pk}/", javascript=False)
    page.get_by_role("link", name="JSON", exact=True).click()
    expect(page.locator(".tree").last).to_contain_text("A **bold** river.")
    expect(page.locator(".copy").first).to_be_hidden()
    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_role("link", name="Show as markdown").click()
    expect(page.locator(".prose strong")).to_have_text("bold")


def test_what_was_stopped_keeps_its_part_on_its_page(visit: Visit, upstream: Callable[[FaultServer], str]) -> None:
    with FaultServer(story) as server:
        page = send(visit, upstream(server), **PHONE)
        expect(page.locator("#arriving [data-part=text]")).to_contain_text("river 3.")
        page.locator("#stop").click()
        expect(page.locator("#arriving [data-part=text]")).to_contain_text("river 3.")
        only_exchange(State.CANCELLED)
    page.get_by_role("link", name="Open it in the history").click()
    expect(page.locator("#panel [data-part=text]")).to_contain_text("river 3.")
    expect(page.locator("#answer-head")).to_contain_text("Cancelled")


def answering(make: MakeExchange, text: str, **fields: Any) -> Exchange:
    """An exchange whose answer says that."""
    body = json.dumps({**MESSAGE, "content": [{"type": "text", "text": text}]}).encode()
    made = make(response_bytes=len(body), **fields)
    ExchangeBody.objects.filter(exchange=made).update(response=body, request=json.dumps({"model": text}).encode())
    return made


@pytest.mark.parametrize("query", ["?markdown=1", "", "?tab=json"], ids=["markdown", "text", "json"])
def test_a_hostile_answer_runs_nothing_and_calls_nobody(
    visit: Visit, make_exchange: MakeExchange, live_server: LiveServer, settings: Settings, query: str
) -> None:
    wanted: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            wanted.append(request.url)

    page = visit("/history/")
    page.on("request", note)
    page.on("dialog", lambda dialog: wanted.append(dialog.message))
    for half in (PAYLOADS[::2], PAYLOADS[1::2]):
        made = answering(make_exchange, "\n\n".join(half))
        before = Exchange.objects.count()
        page.goto(f"/history/{made.pk}/{query}")
        page.wait_for_timeout(300)
        here = page.url
        for link in page.locator("#panel [hx-ignore] a").all():
            link.dispatch_event("mouseover")
        assert page.evaluate("window.pwned") is None
        assert (
            page.evaluate(
                "document.querySelectorAll('#panel [hx-ignore] :is(script, img, form, iframe, template)').length"
            )
            == 0
        )
        assert page.evaluate(TWICE) == []
        assert (page.url, Exchange.objects.count()) == (here, before)
    assert wanted == []
