"""The main job in a browser: pick betas, send, see, find again."""

import json
import time
from collections.abc import Callable, Iterator, Mapping

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from betas.access import keys
from betas.history import read
from betas.models import Exchange, Project, Upstream
from betas.models.choices import State
from betas.secret import Secret
from tests import faultserver
from tests.browser.conftest import Visit
from tests.faultserver import FaultServer, Line

pytestmark = pytest.mark.browser

TWO = ["compact-2026-01-12", "context-management-2025-06-27"]
TWELVE = "?" + "&".join(f"beta=made-up-{n:02}-2026-01-01" for n in range(12))
DELTA = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "drop "}}
START = {"type": "message_start", "message": {"id": "msg_1", "type": "message", "role": "assistant", "content": []}}
BLOCK = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}


def event(data: Mapping[str, object]) -> bytes:
    return faultserver.chunk(f"event: {data['type']}\ndata: {json.dumps(data)}\n\n".encode())


def begin(line: Line) -> None:
    line.send(faultserver.chunked_head() + event(START) + event(BLOCK) + event(DELTA))


def drip(line: Line) -> None:
    begin(line)
    while True:
        line.wait(0.1)
        line.send(event(DELTA))


def fall_silent(line: Line) -> None:
    begin(line)
    line.hang()


@pytest.fixture
def slow_simulator(settings: Settings) -> None:
    settings.SIMULATOR_TOKEN_S = 0.05


@pytest.fixture
def upstream(project: Project, settings: Settings, catalogued: None) -> Callable[[FaultServer], str]:
    """Makes a server an upstream with a key; gives the form's choice."""

    def make(server: FaultServer) -> str:
        settings.UPSTREAM_ALLOWED = ["127.0.0.0/8"]
        made = Upstream.objects.create(project=project, name="near", title="Near", base_url=server.url)
        return f"near:{keys.add(project, made, 'Near', Secret('sk-ant-api03-' + 'n' * 40), by=None).pk}"

    return make


def ask(page: Page, words: str = "Name three rivers that flow north.") -> None:
    page.get_by_label("Text of turn 1").fill(words)


def lengths(page: Page, seconds: float = 12) -> Iterator[int]:
    """How much of the answer stands there, again and again until it has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and page.locator("#stop").count():
        yield len(page.locator("[data-part=text]").text_content() or "")
        page.wait_for_timeout(50)


def only_exchange(state: State = State.DONE) -> Exchange:
    """The one exchange, once it is in that state."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if found := Exchange.objects.filter(state=state).first():
            return found
        time.sleep(0.05)
    raise AssertionError(Exchange.objects.values("state", "failure", "failure_detail"))


@pytest.mark.usefixtures("slow_simulator")
def test_two_betas_are_picked_and_sent_and_the_answer_arrives_token_by_token(visit: Visit) -> None:
    page = visit("/playground/")
    for name in TWO:
        page.get_by_label("Find a beta").fill(name.split("-")[0])
        page.locator("label", has_text=name).click()
    expect(page.locator("#header-line")).to_have_text(",".join(TWO))
    ask(page)
    page.get_by_role("button", name="Send").click()
    page.locator("#stop").wait_for()
    expect(page.locator("#send")).to_be_disabled()
    grown = sorted(set(lengths(page)))
    expect(page.locator("#answer-head")).to_contain_text("200 OK")
    expect(page.get_by_role("button", name="Send")).to_be_enabled()
    assert len(grown) > 8
    exchange = only_exchange()
    assert exchange.beta_header == ",".join(TWO)
    expect(page.locator("[data-part=text]")).to_have_text(read.answer_of(exchange).text)
    page.get_by_role("link", name="Open").click()
    expect(page.locator(".wire")).to_contain_text(",".join(TWO))
    expect(page.locator("main")).to_contain_text("Name three rivers that flow north.")
    page.goto("/history/")
    expect(page.locator("#history-rows")).to_contain_text("Name three rivers that flow north.")
    expect(page.locator("#history-rows")).to_contain_text(TWO[0])


def test_without_javascript_it_is_the_same(visit: Visit) -> None:
    page = visit("/playground/", javascript=False)
    for name in TWO:
        page.locator("label", has_text=name).click()
    ask(page)
    page.get_by_role("button", name="Send").click()
    exchange = only_exchange()
    expect(page).to_have_url(f"{page.url.split('/history/')[0]}/history/{exchange.pk}/")
    expect(page.locator(".wire")).to_contain_text(",".join(TWO))
    expect(page.locator("main")).to_contain_text(read.answer_of(exchange).text)
    assert exchange.beta_header == ",".join(TWO)


def test_without_javascript_turns_are_added_and_nothing_is_lost(visit: Visit) -> None:
    page = visit("/playground/", javascript=False)
    ask(page, "One")
    page.locator("label", has_text=TWO[0]).click()
    page.get_by_role("button", name="Add turn").click()
    expect(page.get_by_label("Text of turn 1")).to_have_value("One")
    expect(page.get_by_label("Role of turn 2")).to_have_value("assistant")
    expect(page.locator("#header-line")).to_have_text(TWO[0])


@pytest.mark.parametrize(("script", "within"), [(drip, 0.5), (fall_silent, 2.0)], ids=["flowing", "silent"])
def test_stop_closes_the_upstream_connection_and_keeps_the_part(
    visit: Visit, upstream: Callable[[FaultServer], str], script: faultserver.Script, within: float
) -> None:
    with FaultServer(script) as server:
        choice = upstream(server)
        page = visit("/playground/")
        page.get_by_label("Upstream and key").select_option(choice)
        ask(page)
        page.get_by_role("button", name="Send").click()
        expect(page.locator("[data-part=text]")).to_contain_text("drop")
        page.wait_for_timeout(700)
        pressed = time.monotonic()
        page.locator("#stop").click()
        expect(page.locator("#answer")).to_contain_text("Stopped; the part is kept.")
        exchange = only_exchange(State.CANCELLED)
    assert server.hits == 1
    assert server.closed_at[0] - pressed < within
    assert read.answer_of(exchange).text.startswith("drop ")
    page.get_by_role("link", name="Open it in the history").click()
    expect(page.locator("main")).to_contain_text("Cancelled")


def test_an_answer_is_text_and_never_markup(visit: Visit, upstream: Callable[[FaultServer], str]) -> None:
    evil = "<img src=x onerror=document.title='pwned'><b hx-get=/keys/ hx-trigger=load>bold</b>"
    delta = {**DELTA, "delta": {"type": "text_delta", "text": evil}}
    end = faultserver.chunk(b"event: opened\ndata: {}\n\n") + event({"type": "message_stop"}) + faultserver.chunk(b"")
    answer = faultserver.chunked_head() + event(START) + event(BLOCK) + event(delta) + end
    with FaultServer(faultserver.say(answer)) as server:
        choice = upstream(server)
        page = visit("/playground/")
        page.get_by_label("Upstream and key").select_option(choice)
        ask(page)
        page.get_by_role("button", name="Send").click()
        page.locator("#answer-head header .facts").wait_for()
    expect(page.locator("[data-part=text]")).to_have_text(evil)
    assert page.locator("[data-part=text] *").count() == 0


def test_escape_stops(visit: Visit, upstream: Callable[[FaultServer], str]) -> None:
    with FaultServer(drip) as server:
        choice = upstream(server)
        page = visit("/playground/")
        page.get_by_label("Upstream and key").select_option(choice)
        ask(page)
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-part=text]")).to_contain_text("drop")
        page.keyboard.press("Escape")
        expect(page.locator("#answer")).to_contain_text("Stopped; the part is kept.")
        only_exchange(State.CANCELLED)


def test_a_refused_beta_is_named_stored_and_left_out_with_one_click(visit: Visit) -> None:
    page = visit(f"/playground/?beta={TWO[0]}")
    page.get_by_label("Further names").fill("nope-2020-01-01")
    expect(page.locator("#header-line")).to_have_text(f"{TWO[0]},nope-2020-01-01")
    ask(page)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator("#answer-head .notice")).to_contain_text("nope-2020-01-01")
    page.get_by_role("link", name="Edit without what was refused").click()
    expect(page.locator("#header-line")).to_have_text(TWO[0])
    page.goto("/errors/")
    expect(page.locator("main")).to_contain_text("nope-2020-01-01")


@pytest.mark.parametrize(("query", "count"), [("", 0), (f"?beta={TWO[0]}", 1), (TWELVE, 12)])
def test_zero_one_and_twelve_betas_are_sent_as_shown(visit: Visit, query: str, count: int) -> None:
    page = visit(f"/playground/{query}")
    shown = page.locator("#header-line").inner_text().replace("\n", "")
    ask(page)
    page.get_by_role("button", name="Send").click()
    if count == 12:  # some of them exclude each other
        page.get_by_role("button", name="Send anyway").click()
    page.locator("#answer-head header .facts").wait_for()
    sent = Exchange.objects.get().beta_header
    assert (sent or "(no such header is sent)") == shown
    assert len((sent or "").split(",")) == max(count, 1)


def test_a_chip_takes_a_beta_away(visit: Visit) -> None:
    page = visit(f"/playground/?beta={TWO[0]}&beta={TWO[1]}")
    page.get_by_role("button", name=f"Remove {TWO[0]}").click()
    expect(page.locator("#header-line")).to_have_text(TWO[1])


def test_a_bad_form_comes_back_in_place_with_the_summary_in_focus(visit: Visit) -> None:
    page = visit("/playground/")
    page.get_by_label("Further names").fill("two words")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.get_by_label("Further names")).to_have_value("two words")
    ask(page)
    page.get_by_label("Further names").fill("")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#answer-head")).to_contain_text("200 OK")
    expect(page.locator(".errors, .errorlist, [aria-invalid]")).to_have_count(0)


def test_the_same_can_be_sent_twice(visit: Visit) -> None:
    page = visit("/playground/")
    ask(page)
    for count in (1, 2):
        page.keyboard.press("Control+Enter")
        page.locator("#answer-head header .facts").wait_for()
        page.locator("#answer").evaluate("node => node.replaceChildren()")
        assert Exchange.objects.count() == count
