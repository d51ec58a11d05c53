"""After an error in a browser: the cause, and the request again with one click."""

import pytest
from playwright.sync_api import expect

from betas.models import Exchange
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

WRONG, RIGHT = "interleaved-thinking-2025-04-14", "interleaved-thinking-2025-05-14"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wrong_date_is_named_and_one_click_sends_the_right_one(visit: Visit, javascript: bool) -> None:
    page = visit(f"/playground/?example=first&beta={WRONG}", javascript=javascript)
    page.get_by_label("Further names").fill(WRONG)
    page.locator("[name=role]").first.wait_for()
    page.locator("textarea[name=text]").first.fill("Name a river.")
    page.get_by_role("button", name="Send").first.click()
    page.get_by_role("button", name="Send anyway").click()
    head = page.locator("#answer-head")
    expect(head).to_contain_text(f"Did you mean {RIGHT}?")
    head.get_by_role("button", name=f"Retry with {RIGHT} instead of {WRONG}").click()
    expect(page.locator("#answer-head .chip.ok")).to_have_text("200 OK")
    expect(page.get_by_text(f"+ {RIGHT}")).to_be_visible()
    child = Exchange.objects.order_by("-pk")[0]
    assert page.url.endswith(f"/history/{child.pk}/")
    assert child.beta_header == RIGHT
