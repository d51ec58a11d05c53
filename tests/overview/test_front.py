from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from betas.models import Beta, BetaChange, ClaudeModel, ExchangeBeta, Family, Project
from betas.models.choices import Category, Role, Status, Visibility
from tests.conftest import MakeExchange, SignedIn


def make_beta(name: str, **fields: Any) -> Beta:
    family, _ = Family.objects.get_or_create(slug="alpha")
    values = {"title": name, "category": Category.TOOLS, "visibility": Visibility.DOCUMENTED, "family": family}
    return Beta.objects.create(name=name, **{**values, **fields})


def in_use(client: Client) -> list[tuple[str, int, int]]:
    return [(use.name, use.count, use.failures) for use in client.get("/").context["in_use"]]


def test_betas_of_the_week_with_their_counts_most_sent_first(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("alpha-2025-01-01", "bravo-2025-02-02")
    refused = make_exchange("alpha-2025-01-01", status=400)
    ExchangeBeta.objects.filter(exchange=refused).update(is_error=True)
    assert in_use(tester) == [("alpha-2025-01-01", 2, 1), ("bravo-2025-02-02", 1, 0)]


def test_a_beta_not_sent_for_a_week_is_not_in_use(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("alpha-2025-01-01", created_at=timezone.now() - timedelta(days=8))
    assert in_use(tester) == []


def test_a_beta_in_use_shows_its_status(tester: Client, make_exchange: MakeExchange) -> None:
    make_beta("alpha-2025-01-01", status=Status.DEPRECATED)
    make_exchange("alpha-2025-01-01", "nope-2020-01-01")
    page = tester.get("/").content.decode()
    assert '<span class="chip warn">Deprecated</span>' in page
    assert "Not catalogued" in page


def test_newest_errors_and_last_requests_newest_first(tester: Client, make_exchange: MakeExchange) -> None:
    fine, refused = make_exchange(), make_exchange(status=400)
    context = tester.get("/").context
    assert [row.exchange for row in context["errors"]] == [refused]
    assert [row.exchange for row in context["rows"]] == [refused, fine]


def test_the_first_visit_says_where_to_begin(tester: Client) -> None:
    page = tester.get("/").content.decode()
    assert "Send your first request with a beta" in page
    assert 'href="/playground/"' in page
    assert 'href="/betas/"' in page


def test_the_introduction_goes_once_something_was_sent(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    assert "Send your first request" not in tester.get("/").content.decode()


def test_dates_ahead_nearest_first_and_no_past_ones(tester: Client) -> None:
    today = timezone.now().date()
    make_beta("alpha-2025-01-01", retired_on=today + timedelta(days=20))
    make_beta("alpha-2024-01-01", retired_on=today - timedelta(days=1))
    ClaudeModel.objects.create(id="claude-next", retires_on=today + timedelta(days=5))
    assert [one.name for one in tester.get("/").context["ahead"]] == ["claude-next", "alpha-2025-01-01"]


def test_what_changed_in_the_catalogue(tester: Client) -> None:
    beta = make_beta("alpha-2025-01-01")
    BetaChange.objects.create(
        beta=beta, subject=beta.name, field="status", before="active", after="retired", why="The changelog says so"
    )
    page = tester.get("/").content.decode()
    assert "Active → Retired" in page
    assert "The changelog says so" in page


def test_old_facts_are_said_to_be_old(tester: Client) -> None:
    make_beta("alpha-2025-01-01", verified_on=timezone.now().date() - timedelta(days=31))
    assert "Facts may be out of date" in tester.get("/").content.decode()


def test_another_project_counts_for_nothing(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    make_exchange("alpha-2025-01-01", status=400, project=Project.objects.create(slug="other", name="Other"))
    context = signed_in(Role.TESTER).get("/").context
    assert (context["in_use"], context["errors"], context["rows"]) == ([], [], [])


@pytest.mark.parametrize("count", [2, 30])
def test_more_rows_cost_no_more_queries(
    signed_in: SignedIn, make_exchange: MakeExchange, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    viewer = signed_in(Role.VIEWER)
    viewer.get("/")  # the session is written once
    for day in range(1, count + 1):
        beta = make_beta(f"alpha-2024-01-{day:02}", retired_on=timezone.now().date())
        BetaChange.objects.create(beta=beta, subject=beta.name, field="notes", why="test")
        make_exchange(beta.name, status=400)
    # session, user, role, betas in use, their statuses, 2 × 2 for errors and requests, 2 for changes, 2 for dates, age
    with django_assert_num_queries(14):
        viewer.get("/")
