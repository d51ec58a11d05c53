"""Every page at the width of a phone, of a tablet and of a desk."""

import re

import pytest
from playwright.sync_api import expect

from betas.models.choices import Role
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGES = ["/", "/betas/", "/betas/compact-2026-01-12/", "/playground/", "/history/", "/errors/", "/keys/", "/tokens/"]


LONGEST = "mid-conversation-system-clear-at-2026-08-21"
WIDE = "[document.documentElement, ...document.querySelectorAll('.card')].map((e) => e.scrollWidth - e.clientWidth)"
BROKEN = "[...document.querySelectorAll('.name, .whole')].filter((e) => e.offsetHeight > 24).map((e) => e.textContent)"


@pytest.mark.parametrize("width", [390, 900, 1280])
def test_no_page_scrolls_sideways_or_breaks_the_policy(visit: Visit, width: int) -> None:
    page = visit("/", Role.ADMIN, viewport={"width": width, "height": 844})
    wide = {}
    for path in PAGES:
        page.goto(path)
        wide[path] = max(page.evaluate(WIDE))
    assert wide == dict.fromkeys(PAGES, 0)


def test_no_beta_name_breaks_on_a_phone(visit: Visit) -> None:
    page = visit("/", viewport={"width": 390, "height": 844})
    broken = {}
    for path in ("/betas/", f"/betas/{LONGEST}/", f"/playground/?beta=compact-2026-01-12&beta={LONGEST}"):
        page.goto(path)
        assert page.get_by_text(LONGEST).count()
        broken[path] = page.evaluate(BROKEN)
    assert not any(broken.values()), broken


def test_a_betas_page_shows_its_name_and_header(visit: Visit) -> None:
    page = visit(f"/betas/{LONGEST}/")
    expect(page.get_by_role("heading", name=LONGEST)).to_be_visible()
    expect(page.locator(".wire").first.get_by_text(LONGEST)).to_be_visible()


def test_what_is_left_empty_stays_out_of_the_address(visit: Visit) -> None:
    page = visit("/betas/?status=active")
    page.get_by_label("Search").fill("mcp")
    expect(page).to_have_url(re.compile(r"/betas/\?q=mcp&status=active$"))


def test_a_growing_header_line_does_not_cover_the_answer(visit: Visit) -> None:
    page = visit("/playground/?" + "&".join(f"beta=made-up-{n:02}-2026-01-01" for n in range(12)))
    page.mouse.wheel(0, 600)
    page.wait_for_function("scrollY > 300")
    bar, answer = page.locator(".bar").bounding_box(), page.locator("#answer").bounding_box()
    assert bar
    assert answer
    assert answer["y"] >= bar["y"] + bar["height"]


def test_the_first_tab_skips_to_the_content(visit: Visit) -> None:
    page = visit("/playground/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_opens_without_javascript_and_signs_out(visit: Visit) -> None:
    page = visit("/", javascript=False)
    page.get_by_role("button", name="tester").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.url.endswith("/sign-in/")
