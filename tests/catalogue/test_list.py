from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.catalogue.load import Loaded
from betas.models import Beta, Evidence, Family, Gate
from betas.models.choices import Role, Status
from tests.catalogue.conftest import MakeBeta
from tests.conftest import SignedIn

HTMX = {"HX-Request": "true"}


def names(client: Client, part: str = "shown", **asked: str) -> list[str]:
    response = client.get("/betas/", asked)
    assert response.status_code == 200
    return [beta.name for beta in getattr(response.context["found"], part)]


def page(client: Client, address: str = "/betas/") -> str:
    return client.get(address).content.decode()


def test_a_viewer_sees_all_94_betas(loaded: Loaded, signed_in: SignedIn) -> None:
    found = signed_in(Role.VIEWER).get("/betas/").context["found"]
    assert (found.count, len(found.folded)) == (94, 18)


def test_a_stranger_is_sent_to_the_sign_in(client: Client, db: None) -> None:
    response = client.get("/betas/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/betas/")


def test_retired_and_superseded_are_folded_away(tester: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", status="active")
    make_beta("alpha-2", status="retired")
    make_beta("alpha-3", status="superseded")
    assert (names(tester), names(tester, "folded")) == (["alpha-1"], ["alpha-2", "alpha-3"])
    assert "Show 2 retired or superseded" in page(tester)


@pytest.mark.parametrize("status", ["retired", "superseded"])
def test_what_the_filter_asks_for_is_not_folded(tester: Client, make_beta: MakeBeta, status: str) -> None:
    make_beta("alpha-1", status=status)
    assert names(tester, status=status) == ["alpha-1"]
    assert "<details" not in page(tester, f"/betas/?status={status}")


def test_when_all_that_matches_is_folded_it_stands_open(tester: Client, make_beta: MakeBeta) -> None:
    make_beta("alpha-1", status="retired")
    assert "<details open>" in page(tester)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "bravo"}, ["bravo-1"]),
        ({"q": "TITLED"}, ["bravo-1"]),
        ({"q": "sums it"}, ["charlie-1"]),
        ({"q": "mcp_toolset"}, ["charlie-1"]),
        ({"q": "charlie bravo"}, []),
        ({"status": "deprecated"}, ["bravo-1"]),
        ({"category": "files"}, ["charlie-1"]),
        ({"family": "bravo"}, ["bravo-1"]),
        ({"q": "bravo", "status": "active"}, []),
    ],
    ids=str,
)
def test_filters_narrow(tester: Client, make_beta: MakeBeta, asked: dict[str, str], found: list[str]) -> None:
    make_beta("alpha-1")
    make_beta("bravo-1", title="Titled so", status="deprecated", family=Family.objects.create(slug="bravo"))
    charlie = make_beta("charlie-1", summary="Sums it up", category="files")
    Gate.objects.create(beta=charlie, path="tools[].type", kind="tool_type", value="mcp_toolset", mode="required")
    assert names(tester, **asked) == found


@pytest.mark.parametrize("asked", ["status=gone", "category=x", "family=nope", "q=%00", f"q={'x' * 1001}"])
def test_an_unreadable_filter_is_422_with_the_reason(tester: Client, loaded: Loaded, asked: str) -> None:
    response = tester.get(f"/betas/?{asked}")
    assert response.status_code == 422
    assert "These filters cannot be read" in response.content.decode()
    assert "mcp-client-2025-11-20" not in response.content.decode()


def test_htmx_gets_the_rows_alone(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    response = tester.get("/betas/", headers=HTMX)
    assert response.templates[0].name == "catalogue/_rows.html"
    assert response.content.decode().strip().startswith('<section id="beta-rows"')


def test_the_page_holds_the_same_rows(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    rows = tester.get("/betas/", headers=HTMX).content.decode().strip()
    assert " ".join(rows.split()) in " ".join(page(tester).split())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "retired", "retired_on": date(2026, 4, 30)}, "30 Apr 2026"),
        ({"status": "generally_available"}, "no header needed"),
        ({"status": "generally_available", "changes_response_shape": True}, "header selects an older answer shape"),
        ({"status": "generally_available", "header_still_needed": True}, "header still needed in places"),
    ],
)
def test_a_row_says_what_next(tester: Client, make_beta: MakeBeta, fields: dict[str, object], words: str) -> None:
    make_beta(**fields)
    assert words in page(tester)


def test_a_row_links_to_the_successor(tester: Client, make_beta: MakeBeta) -> None:
    newer = make_beta("alpha-2026-02-02")
    make_beta("alpha-2025-01-01", status="deprecated", successor=newer)
    assert page(tester).count('href="/betas/alpha-2026-02-02/"') == 2


def test_the_list_says_as_of_when_it_is_accurate(tester: Client, make_beta: MakeBeta) -> None:
    Evidence.objects.create(beta=make_beta(), source="docs", read_on=date(2026, 8, 22))
    assert "accurate as of 22 Aug 2026" in page(tester)


def test_no_match_suggests_the_nearest_name(tester: Client, loaded: Loaded) -> None:
    shown = page(tester, "/betas/?q=interleaved-thinkng-2025-05-14")
    assert "No beta matches these filters" in shown
    assert 'href="/betas/interleaved-thinking-2025-05-14/"' in shown


def test_an_empty_catalogue_says_how_to_fill_it(tester: Client) -> None:
    assert "python manage.py load_catalogue" in page(tester)


@pytest.mark.parametrize("count", [2, 50])
def test_more_betas_cost_no_more_queries(
    tester: Client, make_beta: MakeBeta, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_beta(f"alpha-{number}", status=Status.values[number % 6], successor=Beta.objects.first())
    tester.get("/betas/")  # the session's first visit
    with django_assert_num_queries(7):  # session, user, role, two days, families, betas
        tester.get("/betas/")
