"""Every page at the width of a phone and of a desk."""

import pytest

from betas.models.choices import Role
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGES = ["/", "/betas/", "/betas/compact-2026-01-12/", "/playground/", "/history/", "/errors/", "/keys/", "/tokens/"]


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_scrolls_sideways_or_breaks_the_policy(visit: Visit, width: int) -> None:
    page = visit("/", Role.ADMIN, viewport={"width": width, "height": 844})
    wide = {}
    for path in PAGES:
        page.goto(path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert wide == dict.fromkeys(PAGES, width)


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
