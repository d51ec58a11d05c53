"""Who may do what, for every route there is."""

from collections.abc import Callable

import pytest
from django.test import Client

from betas.models.choices import Role
from tests.access.matrix import ROWS, WHO, Row
from tests.access.routes import EXEMPT, Places, ask, patterns
from tests.conftest import SignedIn

CASES = [(row, method, who) for row in ROWS for method in ("get", "post") for who in WHO]


@pytest.mark.parametrize(
    ("row", "method", "who"), CASES, ids=[f"{row.route}-{method}-{who}" for row, method, who in CASES]
)
def test_every_route_answers_each_role_as_agreed(
    row: Row, method: str, who: str, places: Places, caller: Callable[[str, str], Client]
) -> None:
    expected = getattr(row, method).split()[WHO.index(who)]
    answer = ask(caller(row.route, who), method, row.address.format_map(places))
    assert str(answer.status_code) == expected


def test_every_route_stands_in_the_table() -> None:
    assert {route for route, _ in patterns()} == {row.route for row in ROWS}


def test_every_view_names_the_role_it_takes_or_is_open() -> None:
    for route, pattern in patterns():
        is_open = not getattr(pattern.callback, "login_required", True)
        assert is_open or hasattr(pattern.callback, "least_role"), f"{route} says nothing about who may"


@pytest.mark.parametrize("row", [row for row in ROWS if not row.route.startswith(EXEMPT)], ids=lambda row: row.route)
def test_nothing_changes_without_a_csrf_token(row: Row, places: Places, administrator: Client) -> None:
    administrator.handler.enforce_csrf_checks = True
    for method in ("post", "put", "patch", "delete"):
        answer = ask(administrator, method, row.address.format_map(places))
        assert answer.status_code == 403
        assert "This form is no longer valid" in answer.content.decode()


def test_the_admin_site_is_for_administrators(signed_in: SignedIn, db: None) -> None:
    for client in (Client(), signed_in(Role.VIEWER), signed_in(Role.TESTER)):
        assert client.get("/admin/").status_code == 302
        assert client.get("/admin/betas/user/").status_code == 302
    assert signed_in(Role.ADMIN).get("/admin/").status_code == 200


def test_a_session_is_no_way_into_the_api(administrator: Client) -> None:
    assert administrator.get("/api/v1/requests").status_code == 401
