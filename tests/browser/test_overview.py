"""The front page in a browser: first steps on an empty instance, then what happened, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from betas.history import rollups
from betas.history.days import today
from betas.models import Exchange
from betas.playground.examples import CONTEXT_EDITING, EXAMPLES
from tests.browser.conftest import Visit
from tests.conftest import MakeExchange

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def happened(catalogued: None, make_exchange: MakeExchange) -> None:
    make_exchange(CONTEXT_EDITING, preview="Fine")
    make_exchange(CONTEXT_EDITING, "nope-2020-01-01", status=400, error_means="refused_beta", fingerprint="a" * 16)
    rollups.rebuild()


def test_an_example_fills_the_form_and_the_reader_sends_it(visit: Visit) -> None:
    page = visit("/")
    for one in EXAMPLES:
        expect(page.get_by_role("link", name=str(one.title))).to_be_visible()
    page.get_by_role("link", name="A beta that works").click()
    expect(page.locator("#header-line")).to_have_text(CONTEXT_EDITING)
    expect(page.get_by_label("Text of turn 1")).to_have_value("Name three rivers that flow north.")
    assert not Exchange.objects.exists()
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#answer-head")).to_contain_text("200 OK")
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text("Send your first request")
    expect(page.get_by_role("heading", name="Requests of the last 30 days")).to_be_visible()


def test_from_one_example_to_the_next_in_the_playground(visit: Visit) -> None:
    page = visit("/playground/?example=works")
    page.locator("#answer").get_by_role("link", name="A field without its beta").click()
    expect(page.locator("#header-line")).to_have_text("(no such header is sent)")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Send anyway").click()
    expect(page.locator("#answer-head .notice")).to_contain_text("needs a beta that was not sent")


@pytest.mark.usefixtures("happened")
@pytest.mark.parametrize("javascript", [True, False])
def test_the_chart_has_a_table_whose_days_lead_to_their_rows(visit: Visit, javascript: bool) -> None:
    page = visit("/", javascript=javascript)
    page.get_by_text("As a table").click()
    row = page.get_by_role("row", name=str(today().year))
    expect(row).to_contain_text("2")
    row.get_by_role("link").last.click()
    expect(page.locator("#history-rows .mark")).to_have_count(1)
    assert page.url.endswith(f"/history/?since={today()}&until={today()}&failed=on")


@pytest.mark.usefixtures("happened")
def test_a_bar_leads_to_its_day(visit: Visit) -> None:
    page = visit("/")
    page.locator(".chart a").click()
    expect(page.locator("#history-rows .mark")).to_have_count(2)


@pytest.mark.parametrize("full", [False, True], ids=["empty", "full"])
def test_nothing_leaves_a_phone(visit: Visit, full: bool, request: pytest.FixtureRequest) -> None:
    if full:
        request.getfixturevalue("happened")
    page = visit("/", viewport=PHONE)
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate(WIDE) == 0
