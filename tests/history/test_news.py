"""What the history says of exchanges that came after the page was shown."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from uuid6 import uuid7

from betas.models import Project
from betas.models.choices import Role
from tests.conftest import MakeExchange, SignedIn

HTMX = {"HX-Request": "true"}


def announced(client: Client, **asked: str) -> str:
    """What the page would say of newer exchanges, empty for nothing."""
    response = client.get("/history/news/", asked, headers=HTMX)
    assert response.status_code == (200 if response.content else 204)
    return " ".join(response.content.decode().split())


def test_new_exchanges_are_counted_not_listed(tester: Client, make_exchange: MakeExchange) -> None:
    seen = str(make_exchange().id)
    assert announced(tester, newest=seen) == ""
    make_exchange(preview="not pushed in")
    assert announced(tester, newest=seen) == '<a href="/history/?"> 1 new, show </a>'
    make_exchange()
    assert announced(tester, newest=seen) == '<a href="/history/?"> 2 new, show </a>'


def test_only_new_ones_that_fit_the_filters_are_announced(tester: Client, make_exchange: MakeExchange) -> None:
    seen = str(make_exchange().id)
    make_exchange()
    make_exchange(status=400)
    assert announced(tester, newest=seen, status="4xx") == '<a href="/history/?status=4xx"> 1 new, show </a>'


def test_many_new_ones_are_not_counted_out(tester: Client, make_exchange: MakeExchange) -> None:
    seen = str(make_exchange().id)
    for _ in range(101):
        make_exchange()
    assert "99+ new, show" in announced(tester, newest=seen)


def test_the_first_one_is_announced_on_an_empty_page(tester: Client, make_exchange: MakeExchange) -> None:
    assert 'hx-get="/history/news/?newest="' in tester.get("/history/").content.decode()
    make_exchange()
    assert "1 new, show" in announced(tester)


def test_a_page_of_older_ones_asks_for_nothing_new(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    newer = str(make_exchange().id)
    assert "/history/news/" not in tester.get("/history/", {"after": newer}).content.decode()


def test_nothing_is_announced_for_filters_that_cannot_be_read(tester: Client, db: None) -> None:
    assert tester.get("/history/news/", {"newest": "17"}, headers=HTMX).status_code == 422


def test_another_project_announces_nothing(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(project=Project.objects.create(slug="other", name="Other"))
    assert announced(tester) == ""


@pytest.mark.parametrize("count", [1, 80])
def test_asking_for_news_costs_the_same_however_many_came(
    signed_in: SignedIn, make_exchange: MakeExchange, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    viewer = signed_in(Role.VIEWER)
    viewer.get("/history/")  # the session is written once
    for _ in range(count):
        make_exchange("alpha-2025-01-01")
    with django_assert_num_queries(5):  # session, user, role, projects, the count
        viewer.get("/history/news/", {"newest": str(uuid7()), "beta": "alpha-2025-01-01"}, headers=HTMX)


def test_only_new_ones_that_fit_the_query_are_announced(tester: Client, make_exchange: MakeExchange) -> None:
    seen = str(make_exchange().id)
    make_exchange()
    assert announced(tester, newest=seen, q="status:>=400") == ""
    make_exchange(status=400)
    told = '<a href="/history/?q=status%3A%3E%3D400"> 1 new, show </a>'
    assert announced(tester, newest=seen, q="status:>=400") == told
