from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from betas.models import Project, Token
from betas.models.prepared import prepared, warm_up

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
made: list[str] = []


@prepared
def named(slug: str, name: str) -> QuerySet[Project]:
    made.append("named")
    return Project.objects.filter(name=name, slug=slug).order_by("-pk")


@prepared
def live(now: datetime) -> QuerySet[Token]:
    return Token.objects.live(now)


def test_its_rows_are_asked_anew_and_its_sql_is_made_once(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert named("one", "One") == []
    project = Project.objects.create(slug="one", name="One")
    with django_assert_num_queries(2):
        assert (named("one", "One"), named("One", "one")) == ([project], [])
    assert made == ["named"]


def test_all_sql_can_be_made_ahead_and_asks_no_database() -> None:
    asked: list[object] = []

    @prepared
    def ahead(slug: str) -> QuerySet[Project]:
        asked.append(slug)
        return Project.objects.filter(slug=slug)

    warm_up()
    assert len(asked) == 1


def test_its_rows_are_whole(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Project.objects.create(slug="one", name="One", store_bodies=False)
    [found] = named("one", "One")
    with django_assert_num_queries(0):
        assert (found.slug, found.name, found.store_bodies) == ("one", "One", False)


def test_a_moment_is_compared_as_the_database_has_it(db: None) -> None:
    token = Token.objects.create(project=Project.objects.all().default(), name="a", lookup="a", expires_at=NOON)
    assert live(NOON - timedelta(microseconds=1)) == [token]
    assert live(NOON) == []


def test_a_value_too_few_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="shorter"):
        named("one")  # type: ignore[call-arg]
