from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.catalogue.load import Loaded
from betas.models.choices import Role
from tests.conftest import MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}
MENU = {
    Role.VIEWER: ["/password/", "/help/keys/"],
    Role.TESTER: ["/password/", "/help/keys/", "/keys/"],
    Role.ADMIN: ["/password/", "/help/keys/", "/keys/", "/tokens/", "/upstreams/", "/audit/", "/admin/"],
}


def found(client: Client, asked: str) -> dict[str, list[str]]:
    """The addresses found, by heading."""
    groups = client.get("/palette/", {"q": asked}).context["groups"]
    return {group.heading: [hit.url for hit in group.hits] for group in groups}


@pytest.mark.parametrize("role", Role)
def test_every_page_of_the_header_is_found_by_those_who_see_it(signed_in: SignedIn, role: Role) -> None:
    client = signed_in(role)
    page = client.get("/palette/").content.decode()
    menu = page[page.index('id="user-menu"') : page.index("</nav>", page.index('id="user-menu"'))]
    pages = found(client, "")["Pages"]
    assert all(f'href="{address}"' in menu for address in MENU[role])
    assert sorted(pages) == sorted(
        ["/", "/betas/", "/playground/", "/history/", "/errors/", "/stats/", "/diagnose/", *MENU[role]]
    )


def test_a_page_is_found_by_a_part_of_its_name(tester: Client, db: None) -> None:
    assert found(tester, "HIST") == {"Pages": ["/history/"]}


@pytest.mark.parametrize("asked", ["compact-2026-01", "01-12 compact", "context_management.edits[].type compact_2026"])
def test_a_beta_is_found_by_name_words_and_gates(tester: Client, loaded: Loaded, asked: str) -> None:
    assert "/betas/compact-2026-01-12/" in found(tester, asked)["Betas"]


def test_names_come_before_titles_and_the_living_before_the_past(tester: Client, loaded: Loaded) -> None:
    mcp = found(tester, "mcp-client")["Betas"]
    assert mcp.index("/betas/mcp-client-2026-09-15/") < mcp.index("/betas/mcp-client-2025-04-04/")


def test_a_model_leads_to_the_playground(tester: Client, loaded: Loaded) -> None:
    assert "/playground/?model=claude-opus-5-5" in found(tester, "opus-5-5")["Models"]


def test_requests_are_ones_own_and_newest_first(
    tester: Client, administrator: Client, make_exchange: MakeExchange, person: Any
) -> None:
    old, new = (make_exchange(preview="Name a river", who=person(Role.TESTER)) for _ in range(2))
    make_exchange(preview="Name a river", who=person(Role.ADMIN))
    assert found(tester, "river name")["Your requests"] == [f"/history/{new.pk}/", f"/history/{old.pk}/"]


def test_nothing_found_says_what_to_do(tester: Client, db: None) -> None:
    assert "Try fewer or shorter words" in tester.get("/palette/?q=qqqq").content.decode()


def test_too_many_words_are_refused_with_the_reason(tester: Client, db: None) -> None:
    response = tester.get("/palette/", {"q": "x" * 201}, headers=HTMX)
    assert response.status_code == 422
    assert "at most 200 characters" in response.content.decode()


def test_htmx_gets_the_results_alone(tester: Client, db: None) -> None:
    assert "<html" not in tester.get("/palette/?q=betas", headers=HTMX).content.decode()
    assert "<html" in tester.get("/palette/?q=betas").content.decode()


@pytest.mark.parametrize("count", [2, 30])
def test_more_to_look_through_costs_no_more_queries(
    tester: Client,
    loaded: Loaded,
    make_exchange: MakeExchange,
    person: Any,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for _ in range(count):
        make_exchange(preview="claude", who=person(Role.TESTER))
    tester.get("/palette/")  # notes when the session was seen
    with django_assert_num_queries(7):  # session, user, role, betas, models, projects, requests
        tester.get("/palette/?q=claude", headers=HTMX)


def test_the_list_of_shortcuts_is_a_page_too(tester: Client, db: None) -> None:
    page = tester.get("/help/keys/").content.decode()
    assert "<kbd>?</kbd>" in page
    assert page.count('id="letters"') == 1
