from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from betas.history import rollups
from betas.history.days import DAY, first_id, today
from betas.models import Beta, BetaChange, ClaudeModel, Exchange, Family, Project
from betas.models.choices import Category, Means, Role, State, Status, Visibility
from betas.playground.examples import EXAMPLES
from tests.conftest import MakeExchange, SignedIn


def make_beta(name: str, **fields: Any) -> Beta:
    family, _ = Family.objects.get_or_create(slug="alpha")
    values = {"title": name, "category": Category.TOOLS, "visibility": Visibility.DOCUMENTED, "family": family}
    return Beta.objects.create(name=name, **{**values, **fields})


def in_use(client: Client) -> list[tuple[str, int, int]]:
    """After counting what is there."""
    rollups.rebuild()
    return [(use.name, use.sent, use.failed) for use in client.get("/").context["in_use"]]


def test_betas_of_the_week_with_their_counts_most_sent_first(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("alpha-2025-01-01", "bravo-2025-02-02")
    make_exchange("alpha-2025-01-01", status=400)
    assert in_use(tester) == [("alpha-2025-01-01", 2, 1), ("bravo-2025-02-02", 1, 0)]


def test_a_beta_not_sent_for_a_week_is_not_in_use(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("alpha-2025-01-01", created_at=timezone.now() - timedelta(days=8))
    assert in_use(tester) == []


def test_a_beta_in_use_shows_its_status(tester: Client, make_exchange: MakeExchange) -> None:
    make_beta("alpha-2025-01-01", status=Status.DEPRECATED)
    make_exchange("alpha-2025-01-01", "nope-2020-01-01")
    rollups.rebuild()
    page = tester.get("/").content.decode()
    assert '<span class="chip warn">Deprecated</span>' in page
    assert "Not catalogued" in page


def test_newest_errors_and_last_requests_newest_first(tester: Client, make_exchange: MakeExchange) -> None:
    fine, refused = make_exchange(), make_exchange(status=400)
    context = tester.get("/").context
    assert [row.exchange for row in context["errors"]] == [refused]
    assert [row.exchange for row in context["rows"]] == [refused, fine]


def new_errors(client: Client) -> list[tuple[Exchange, int]]:
    return [(error.first, error.count) for error in client.get("/").context["new_errors"]]


def test_an_error_of_today_is_new_where_no_day_before_had_it(tester: Client, make_exchange: MakeExchange) -> None:
    yesterday = {"id": first_id(today() - DAY), "created_at": timezone.now() - DAY}
    make_exchange(status=400, fingerprint="a" * 16, **yesterday)
    make_exchange(status=400, fingerprint="a" * 16)
    first = make_exchange(status=400, fingerprint="b" * 16)
    make_exchange(status=400, fingerprint="b" * 16)
    lost = make_exchange(state=State.FAILED, status=None, failure="timeout", fingerprint="c" * 16)
    make_exchange()
    assert new_errors(tester) == [(lost, 1), (first, 2)]


def test_a_new_error_says_its_cause_and_how_often(tester: Client, make_exchange: MakeExchange) -> None:
    error: dict[str, Any] = {"status": 400, "error_means": Means.REFUSED_BETA, "fingerprint": "a" * 16}
    for _ in range(3):
        make_exchange("nope-2020-01-01", refused=("nope-2020-01-01",), **error)
    page = " ".join(tester.get("/").content.decode().split())
    assert "The API does not take" in page
    assert "<b>3</b> times" in page


def test_another_project_makes_no_error_old(tester: Client, make_exchange: MakeExchange) -> None:
    other = Project.objects.create(slug="other", name="Other")
    make_exchange(status=400, fingerprint="a" * 16, project=other)
    first = make_exchange(status=400, fingerprint="a" * 16)
    assert new_errors(tester) == [(first, 1)]


@pytest.mark.parametrize(
    ("status", "still_needed", "told"),
    [
        (Status.ACTIVE, True, "Send it where you use the feature"),
        (Status.GENERALLY_AVAILABLE, False, "Leave it out"),
        (Status.RETIRED, None, "Take it out"),
    ],
)
def test_a_beta_in_use_says_what_to_do_about_it(
    tester: Client, make_exchange: MakeExchange, status: Status, still_needed: bool | None, told: str
) -> None:
    make_beta("alpha-2025-01-01", status=status, header_still_needed=still_needed)
    make_exchange("alpha-2025-01-01")
    rollups.rebuild()
    assert told in tester.get("/").content.decode()


def test_a_name_that_is_not_catalogued_is_to_be_checked(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("alhpa-2025-01-01")
    rollups.rebuild()
    assert "Check its spelling" in tester.get("/").content.decode()


@pytest.mark.parametrize(
    ("days", "words", "soon"),
    [(0, "today", True), (1, "in 1 day", True), (30, "in 30 days", True), (31, "in 31 days", False)],
)
def test_a_date_ahead_is_told_both_ways_and_marked_when_near(tester: Client, days: int, words: str, soon: bool) -> None:
    day = today() + timedelta(days=days)
    ClaudeModel.objects.create(id="claude-next", retires_on=day)
    page = tester.get("/").content.decode()
    assert f"{words} ({date_format(day)})" in page
    assert (">Soon<" in page) == soon


def test_the_catalogue_says_of_which_day_it_is(tester: Client) -> None:
    day = today() - timedelta(days=3)
    make_beta("alpha-2025-01-01", verified_on=day)
    page = " ".join(tester.get("/").content.decode().split())
    assert f"Catalogue accurate as of {date_format(day)}" in page
    assert "Facts may be out of date" not in page


def test_the_first_visit_says_where_to_begin(tester: Client) -> None:
    page = tester.get("/").content.decode()
    assert "Send your first request with a beta" in page
    assert 'href="/playground/"' in page
    assert 'href="/betas/"' in page


def test_the_first_visit_offers_each_example(tester: Client) -> None:
    page = tester.get("/").content.decode()
    assert all(f'href="/playground/?example={one.key}"' in page for one in EXAMPLES)


def test_nothing_is_drawn_before_something_was_sent(tester: Client) -> None:
    page = tester.get("/").content.decode()
    assert '<svg class="chart"' not in page
    assert "Errors new today" not in page


def test_the_introduction_goes_once_something_was_sent(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    page = tester.get("/").content.decode()
    assert "Send your first request" not in page
    assert '<svg class="chart"' in page


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
    rollups.rebuild()
    context = signed_in(Role.TESTER).get("/").context
    assert (context["in_use"], context["errors"], context["rows"]) == ([], [], [])


def test_what_is_erased_while_the_page_is_made_is_left_out(tester: Client, make_exchange: MakeExchange) -> None:
    kept, erased = make_exchange(), [make_exchange(status=400)]

    def erasing(execute: Any, sql: str, *given: Any) -> Any:
        if erased and '"betas_exchange"."preview"' in sql:
            erased.pop().delete()
        return execute(sql, *given)

    with connection.execute_wrapper(erasing):
        context = tester.get("/").context
    assert [row.exchange for row in context["rows"]] == [kept]
    assert context["errors"] == []


@pytest.mark.parametrize("count", [2, 30])
def test_more_rows_cost_no_more_queries(
    signed_in: SignedIn, make_exchange: MakeExchange, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    viewer = signed_in(Role.VIEWER)
    viewer.get("/")  # the session is written once
    for day in range(1, count + 1):
        beta = make_beta(f"alpha-2024-01-{day:02}", retired_on=timezone.now().date())
        BetaChange.objects.create(beta=beta, subject=beta.name, field="notes", why="test")
        make_exchange(beta.name, status=400, fingerprint=f"{day:016}")
    rollups.rebuild()
    # session, user, role, projects, betas in use, their statuses, 4 for new errors, the chart, 3 for errors and
    # requests, 4 for what stands beside both, 2 for changes, 2 for dates, 2 for the age
    with django_assert_num_queries(24):
        viewer.get("/")
