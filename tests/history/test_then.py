"""What the catalogue said when an exchange was sent, and what changed from one exchange to the next."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from betas.history import lineage, then
from betas.models import Beta, BetaChange, Exchange, Family
from betas.models.choices import Category, Status, Visibility
from tests.conftest import MakeExchange

ALPHA, BRAVO = "alpha-2025-01-01", "bravo-2025-02-02"
Queries = Callable[[int], Any]


def beta(name: str, status: str) -> Beta:
    family, _ = Family.objects.get_or_create(slug="a")
    kind = {"category": Category.TOOLS, "visibility": Visibility.DOCUMENTED}
    return Beta.objects.create(name=name, family=family, title="A", status=status, **kind)


def changed(name: str, before: str | None, after: str | None, field: str = "status") -> int:
    return BetaChange.objects.create(subject=name, field=field, before=before, after=after, why="test").pk


def statuses(exchange: Exchange) -> dict[str, str]:
    return then.statuses(exchange, {each.name: each for each in Beta.objects.all()})


def test_changes_since_the_revision_are_walked_back(make_exchange: MakeExchange) -> None:
    beta(ALPHA, Status.RETIRED)
    revision = changed(ALPHA, Status.UNKNOWN, Status.ACTIVE)
    changed(ALPHA, Status.ACTIVE, Status.DEPRECATED)
    changed(ALPHA, Status.DEPRECATED, Status.RETIRED)
    changed(ALPHA, "Old", "New", field="title")
    assert statuses(make_exchange(ALPHA, catalogue_revision=revision)) == {ALPHA: Status.ACTIVE}


def test_nothing_changed_is_as_now(make_exchange: MakeExchange) -> None:
    beta(ALPHA, Status.ACTIVE)
    revision = changed(ALPHA, Status.UNKNOWN, Status.ACTIVE)
    assert statuses(make_exchange(ALPHA, catalogue_revision=revision)) == {ALPHA: Status.ACTIVE}


def test_one_added_since_was_not_catalogued_then(make_exchange: MakeExchange) -> None:
    beta(ALPHA, Status.ACTIVE)
    changed(ALPHA, None, ALPHA, field=BetaChange.ADDED)
    made = make_exchange(ALPHA, catalogue_revision=0, created_at=timezone.now() - timedelta(hours=1))
    assert statuses(made) == {ALPHA: ""}


def test_without_a_revision_the_clock_counts(make_exchange: MakeExchange) -> None:
    beta(ALPHA, Status.RETIRED)
    changed(ALPHA, Status.ACTIVE, Status.RETIRED)
    past, future = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    assert statuses(make_exchange(ALPHA, created_at=past)) == {ALPHA: Status.ACTIVE}
    assert statuses(make_exchange(ALPHA, created_at=future)) == {ALPHA: Status.RETIRED}


@pytest.mark.parametrize(
    ("before", "fields", "told"),
    [
        ("active", {"status": "active"}, ""),
        ("active", {"status": "retired"}, "active then, retired now"),
        ("active", {"status": "retired", "retired_on": date(2026, 4, 30)}, "active then, retired since 30 Apr 2026"),
        ("", {"status": "deprecated"}, "not catalogued then, deprecated now"),
        ("active", {"status": "generally_available"}, "active then, generally available now"),
        ("active", {"status": "superseded"}, "active then, superseded now"),
    ],
)
def test_what_changed_is_told_in_words(before: str, fields: dict[str, Any], told: str) -> None:
    assert then.told(before, Beta(**fields)) == told


def test_the_page_shows_both_statuses(tester: Client, make_exchange: MakeExchange) -> None:
    beta(ALPHA, Status.RETIRED)
    revision = changed("other-2025-01-01", None, "x")
    changed(ALPHA, Status.ACTIVE, Status.RETIRED)
    page = tester.get(f"/history/{make_exchange(ALPHA, catalogue_revision=revision).pk}/").content.decode()
    assert "active then, retired now" in page
    assert page.index('<span class="chip ok">Active</span>') < page.index('<span class="chip bad">Retired</span>')


@pytest.mark.parametrize("count", [1, 30])
def test_more_betas_children_and_changes_cost_no_more_queries(
    tester: Client, make_exchange: MakeExchange, django_assert_num_queries: Queries, count: int
) -> None:
    names = [f"alpha-2025-01-{n:02}" for n in range(count)]
    for name in names:
        beta(name, Status.ACTIVE)
        changed(name, Status.UNKNOWN, Status.ACTIVE)
    made = make_exchange(*names, parent=make_exchange(*names))
    for _ in range(count):
        make_exchange(*names, parent=made)
    tester.get("/")
    for tab in ("answer", "json", "events", "headers", "code"):
        # session, user, role, projects, exchange, its betas, catalogued, changes, children, tags
        with django_assert_num_queries(10):
            tester.get(f"/history/{made.pk}/?tab={tab}")


@pytest.mark.parametrize(
    ("before", "after", "added", "removed"),
    [
        ("a-1,b-1", "b-1,c-1", ["c-1"], ["a-1"]),
        (None, "a-1", ["a-1"], []),
        ("a-1", None, [], ["a-1"]),
        ("a-1, b-1", "a-1,b-1", [], []),
    ],
)
def test_what_changed_is_told(before: str | None, after: str | None, added: list[str], removed: list[str]) -> None:
    old, new = Exchange(beta_header=before, model="m"), Exchange(beta_header=after, model="n")
    found = lineage.child(old, new)
    assert (found.added, found.removed, found.model, found.same) == (added, removed, "n", False)


def test_the_same_again_is_the_same() -> None:
    made = Exchange(beta_header="a-1", model="m")
    assert lineage.child(made, Exchange(beta_header="a-1", model="m")).same


def test_the_page_says_what_changed(tester: Client, make_exchange: MakeExchange) -> None:
    parent = make_exchange(ALPHA, BRAVO)
    child = make_exchange(ALPHA, parent=parent, model="claude-sonnet-5-5")
    page = tester.get(f"/history/{child.pk}/").content.decode()
    assert f"− {BRAVO}" in page
    assert ">claude-sonnet-5-5</span>" in page
