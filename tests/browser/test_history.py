"""Reviewing in a browser: what is new, what is starred, what is noted, and a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from betas.models import Exchange
from betas.models.choices import Means
from tests.browser.conftest import Visit
from tests.conftest import MakeExchange

pytestmark = pytest.mark.browser

LONGEST = "mid-conversation-system-clear-at-2026-08-21"
LONG = "Name three rivers that flow north, and say of each where it ends and which towns stand on it."


def wait(page: Page, seconds: int) -> None:
    page.clock.fast_forward(seconds * 1000)


def test_new_ones_are_announced_and_shown_on_request(visit: Visit, make_exchange: MakeExchange) -> None:
    make_exchange(preview="seen before")
    page = visit("/history/?status=200")
    page.clock.install()
    page.reload()
    make_exchange(preview="came later")
    place = page.get_by_text("seen before").bounding_box()
    wait(page, 16)
    expect(page.locator("#history-news[role=status]")).to_have_text("1 new, show")
    assert page.get_by_text("seen before").bounding_box() == place
    expect(page.get_by_text("came later")).to_have_count(0)
    page.get_by_role("link", name="1 new, show").click()
    expect(page.get_by_text("came later")).to_be_visible()
    assert page.url.endswith("/history/?status=200")


def test_nobody_asks_for_news_in_a_hidden_page_or_after_a_failure(visit: Visit, make_exchange: MakeExchange) -> None:
    make_exchange()
    page = visit("/history/")
    page.clock.install()
    page.reload()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    wait(page, 40)
    assert asked == []
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false })")
    page.route("**/history/news/**", lambda route: route.fulfill(status=500, body="broken"))
    wait(page, 16)
    expect(page.locator("#history-news")).to_have_count(0)
    expect(page.get_by_text("broken")).to_have_count(0)
    wait(page, 60)
    assert len(asked) == 1


def test_a_star_is_set_and_taken_away_by_keyboard(visit: Visit, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    page = visit("/history/")
    star = page.get_by_role("button", name="Star", exact=True)
    star.focus()
    page.keyboard.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    assert Exchange.objects.get(pk=made.pk).starred
    page.keyboard.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "false")
    assert not Exchange.objects.get(pk=made.pk).starred


def test_what_is_gone_says_so_in_place_of_the_page_when_starred(visit: Visit, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    page = visit("/history/")
    made.delete()
    page.get_by_role("button", name="Star", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
    expect(page.locator("main")).to_have_count(1)


def test_without_javascript_a_star_is_set_in_the_list(visit: Visit, make_exchange: MakeExchange) -> None:
    other, made = make_exchange(), make_exchange()
    page = visit("/history/?status=200", javascript=False)
    page.get_by_role("button", name="Star", exact=True).first.click()
    expect(page.get_by_role("button", name="Star", exact=True).first).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("/history/?status=200")
    assert Exchange.objects.get(pk=made.pk).starred
    assert not Exchange.objects.get(pk=other.pk).starred


def test_the_history_is_reviewed_by_keyboard_alone(visit: Visit, make_exchange: MakeExchange) -> None:
    made = [make_exchange(preview=f"row {n}", status=status) for n, status in enumerate((200, 404, 200, 200))]
    child = make_exchange(preview="child", parent=made[0])
    page = visit("/history/")

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    press("/")
    page.keyboard.type("status:2xx")
    press("Enter")
    expect(page.get_by_text("row 1")).to_have_count(0)
    expect(page.get_by_label("Search")).to_have_value("status:2xx")  # no letter acts while one types
    press("Tab", "j", "j", "j", "k")
    expect(page.get_by_role("link", name="row 3")).to_be_focused()
    press("d")
    expect(page.get_by_text("Tick two rows")).to_be_visible()
    press("x", "j", "x")
    assert page.locator("[name=pick]:checked").count() == 2
    press("d")
    expect(page).to_have_url(re.compile(f"/diff/.a={made[2].pk}&b={made[3].pk}$"))
    page.go_back()
    expect(page.get_by_label("Search")).to_have_value("status:2xx")
    press("j", "s")
    expect(page.get_by_role("button", name="Star", exact=True).first).to_have_attribute("aria-pressed", "true")
    assert Exchange.objects.get(pk=child.pk).starred
    with page.expect_download() as download:
        press("e")
    assert len(Path(download.value.path()).read_text().splitlines()) == 4
    press("?")
    expect(page.locator("#keys")).to_contain_text("to the next row, to the one before")
    press("Escape", "j", "x", "k", "d")  # one is ticked now: the row is compared with what it was made from
    expect(page).to_have_url(re.compile(f"/diff/.a={made[0].pk}&b={child.pk}$"))
    page.go_back()
    press("j", "Enter")
    expect(page).to_have_url(re.compile(f"/history/{child.pk}/$"))


def test_without_javascript_two_are_compared_and_tagged(visit: Visit, make_exchange: MakeExchange) -> None:
    for n in range(2):
        make_exchange(preview=f"row {n}")
    page = visit("/history/?status=200", javascript=False)
    for n in range(2):
        page.get_by_label(f"Tick: row {n}").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Changed in the request")).to_be_visible()
    page.goto("/history/?status=200")
    page.get_by_label("Tick: row 0").check()
    page.get_by_role("button", name="Tags").click()
    page.get_by_label("Tags, apart by spaces").fill("river")
    page.get_by_role("button", name="Add").click()
    assert page.url.endswith("/history/?status=200")
    expect(page.get_by_role("link", name="#river")).to_be_visible()


def test_a_tag_is_put_on_and_taken_off_in_place(visit: Visit, make_exchange: MakeExchange) -> None:
    page = visit(f"/history/{make_exchange().pk}/")
    page.get_by_label("Tags, apart by spaces").fill("a:b")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("“a:b” is no tag")).to_be_visible()
    page.get_by_label("Tags, apart by spaces").fill("river good")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Take off river").click()
    expect(page.locator("#tags a")).to_have_text(["#good"])


def test_a_phone_shows_a_row_in_four_lines_at_most_and_its_cause(visit: Visit, make_exchange: MakeExchange) -> None:
    """A name is never cut: the longest takes a line of its own."""
    for _ in range(2):
        parent = Exchange.objects.first()
        refused = {"status": 400, "error_means": Means.TRANSIENT, "duration_ms": 913}
        make_exchange(LONGEST, "compact-2026-01-12", preview=LONG, note="n", parent=parent, **refused)
    page = visit("/history/", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    heights = page.evaluate("[...document.querySelectorAll('.exchanges .mark')].map((e) => e.parentNode.offsetHeight)")
    assert max(heights) <= 100
    for shown in ("400 Refused", "opus-5-5", "913 ms", "+1", "Simulator"):
        expect(page.get_by_text(shown).first).to_be_visible()


def test_a_row_is_one_line_on_a_desk(visit: Visit, make_exchange: MakeExchange) -> None:
    numbers = {"input_tokens": 199_000, "output_tokens": 64_000, "cost": "12.5"}
    make_exchange(LONGEST, "compact-2026-01-12", preview=LONG, note="n", model="claude-sonnet-5-5-20260901", **numbers)
    page = visit("/history/", viewport={"width": 1280, "height": 844})
    assert page.locator(".exchanges .mark").evaluate("(e) => e.parentNode.offsetHeight") == 36
