"""Statistics in a browser: drawings beside their table, in both themes, by keyboard, and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from betas.history import rollups
from tests.browser.conftest import Visit
from tests.conftest import MakeExchange

pytestmark = pytest.mark.browser

ALPHA, BRAVO = "alpha-2025-01-01", "bravo-2025-02-02"
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FITS = "document.querySelector('#plot-cost .uplot').offsetWidth === document.querySelector('#plot-cost').clientWidth"
PIXELS = "canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
INK = f"canvas => {PIXELS}.filter(Boolean).length"


@pytest.fixture(autouse=True)
def sent(catalogued: None, make_exchange: MakeExchange) -> None:
    for days in range(6):
        at = timezone.now() - timedelta(days=days)
        make_exchange(ALPHA, BRAVO, created_at=at, duration_ms=900, cost="0.25", input_tokens=100)
        make_exchange(ALPHA, created_at=at, status=400)
    rollups.rebuild()


def pictures(page: Page) -> list[str]:
    expect(page.locator("#plot-cost canvas")).to_be_visible()
    return [canvas.evaluate("canvas => canvas.toDataURL()") for canvas in page.locator(".plots canvas").all()]


def test_each_drawing_says_what_the_table_says(visit: Visit) -> None:
    page = visit("/stats/")
    for name in ("Requests and errors over time", "How long answers took", "Tokens by kind", "Cost over time"):
        expect(page.get_by_role("img", name=name)).to_be_visible()
    assert all(canvas.evaluate(INK) > 1000 for canvas in page.locator(".plots canvas").all())
    expect(page.locator("#times tbody tr")).to_have_count(6)
    page.locator("#plot-requests .u-over").hover()
    expect(page.locator("#plot-requests .u-legend")).to_contain_text("Requests2")
    expect(page.locator("#plot-requests .u-legend")).to_contain_text("Errors1")


def test_drawings_follow_the_theme_the_width_and_the_filters(visit: Visit) -> None:
    page = visit("/stats/", color_scheme="light")
    light = pictures(page)
    page.emulate_media(color_scheme="dark")
    dark = pictures(page)
    assert all(one != other for one, other in zip(light, dark, strict=True))
    page.set_viewport_size(PHONE)
    page.wait_for_function(FITS)
    assert page.evaluate(WIDE) == 0
    page.get_by_label("Beta", exact=True).fill(BRAVO)
    page.get_by_label("Beta", exact=True).press("Enter")
    expect(page.locator("#stats")).to_contain_text(f"Beta: {BRAVO}")
    assert len(pictures(page)) == 4
    assert page.url.endswith(f"/stats/?beta={BRAVO}")


def test_from_a_day_to_its_hours_to_its_errors_by_keyboard(visit: Visit) -> None:
    page = visit("/stats/")
    page.get_by_role("link", name="7 days").focus()
    day = page.locator("#times tbody th a").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if day.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By the hour")).to_be_visible()
    page.locator("#times tbody td:nth-child(3) a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/history/?q=is%3Afailed+since%3A{timezone.now():%Y-%m-%dT%H}+*")


def test_without_javascript_the_table_is_the_page(visit: Visit) -> None:
    page = visit("/stats/", javascript=False)
    expect(page.locator(".plots")).to_be_hidden()
    expect(page.locator("#times tbody tr")).to_have_count(6)
    page.get_by_label("Beta", exact=True).fill("nope")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("heading", name="Nothing was sent in this period")).to_be_visible()
