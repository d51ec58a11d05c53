"""The history's search field: beside the simple filters, explained, suggested, saved."""

from datetime import UTC, datetime
from html import unescape

import pytest
from django.test import Client

from betas.models import Exchange, SavedView
from betas.models.choices import Role
from tests.conftest import MakeBeta, MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}
AT = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in (5, 20, 22)]


def shown(client: Client, address: str) -> list[Exchange]:
    response = client.get(address)
    assert response.status_code == 200
    return [row.exchange for row in response.context["rows"]]


def page(client: Client, address: str, status: int = 200, headers: dict[str, str] | None = None) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == status
    return " ".join(unescape(response.content.decode()).split())


def test_the_address_is_the_query(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    wanted = make_exchange("files-api-2025-04-14", status=400)
    address = "/history/?q=beta%3Afiles-api-2025-04-14+status%3A4xx+since%3Anow-1d"
    assert shown(tester, address) == [wanted]
    assert 'value="beta:files-api-2025-04-14 status:4xx since:now-1d"' in page(tester, address)


@pytest.mark.parametrize(
    "address",
    [
        "/history/?beta=files-api-2025-04-14",
        "/history/?status=4xx",
        "/history/?status=400",
        "/history/?failed=on",
        "/history/?starred=on",
        "/history/?model=claude-haiku-4-5",
        "/history/?error=overloaded_error",
        "/history/?source=api",
        "/history/?state=failed",
        "/history/?since=2026-11-20&until=2026-11-20",
        "/history/?beta=files-api-2025-04-14&q=is:failed&status=400",
    ],
)
def test_addresses_of_before_find_what_they_found(tester: Client, make_exchange: MakeExchange, address: str) -> None:
    make_exchange(created_at=AT[0])
    wanted = make_exchange(
        "files-api-2025-04-14", status=400, starred=True, model="claude-haiku-4-5", error_type="overloaded_error",
        source="api", state="failed", created_at=AT[1],
    )  # fmt: skip
    make_exchange(created_at=AT[2])
    assert shown(tester, address) == [wanted]


def test_a_query_that_cannot_be_read_is_explained_and_not_lost(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(preview="should not be listed")
    for headers in (None, HTMX):
        told = page(tester, "/history/?q=stauts%3A400&failed=on", 422, headers)
        assert "There is no field “stauts”; the nearest is “status”." in told
        assert '<a class="mono" href="?q=status%3A400&failed=on">status:400</a>' in told
        assert 'href="/history/help/"' in told
        assert "should not be listed" not in told
    assert 'value="stauts:400"' in page(tester, "/history/?q=stauts%3A400", 422)


def test_the_box_suggests_how_to_go_on(tester: Client, make_beta: MakeBeta) -> None:
    make_beta("bravo-2025-02-02")
    assert '<option value="is:failed beta:bravo-2025-02-02">a beta that was sent</option>' in page(
        tester, "/history/suggestions/?q=is:failed beta:br"
    )
    assert 'hx-get="/history/suggestions/"' in page(tester, "/history/")
    assert '<datalist id="suggestions"> <option value="beta:">' in page(tester, "/history/")


def test_help_is_made_of_the_fields(tester: Client, db: None) -> None:
    told = page(tester, "/history/help/")
    assert "What can be asked of the history" in told
    assert 'href="/history/?q=source%3Agateway"' in told
    assert 'href="/history/?q=cost%3E0.5+has%3Athinking"' in told or 'href="/history/?q=cost%3E0.5%20has' in told


def test_the_catalogue_has_a_help_of_its_own(tester: Client, make_beta: MakeBeta) -> None:
    told = page(tester, "/betas/help/")
    assert "What can be asked of the catalogue" in told
    assert 'href="/betas/?q=status%3Aretired"' in told


def test_a_search_is_saved_and_stands_in_the_head(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    viewer = signed_in(Role.VIEWER)
    make_exchange()
    assert '<input type="hidden" name="query" value="q=status%3A2xx">' in page(
        viewer, "/history/?q=status%3A2xx", headers=HTMX
    )
    asked = {"name": "Fine ones", "room": "history", "query": "q=status%3A2xx&after="}
    assert viewer.post("/views/save/", asked)["Location"] == "/history/?q=status%3A2xx"
    assert '<a href="/history/?q=status%3A2xx">Fine ones</a>' in page(viewer, "/history/")
    assert SavedView.objects.get().room == "history"


def test_no_match_repeats_the_query(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    assert "<li>Search: <b>status:<400</b></li>" in page(tester, "/history/?q=status%3A%3C400+ms%3A1").replace(
        " ms:1", ""
    )


def test_news_fit_the_query(tester: Client, make_exchange: MakeExchange) -> None:
    seen = make_exchange().pk
    make_exchange(status=400)
    make_exchange()
    told = page(tester, f"/history/news/?newest={seen}&q=status%3A4xx", headers=HTMX)
    assert told == '<a href="/history/?q=status%3A4xx"> 1 new, show </a>'
