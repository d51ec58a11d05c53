"""From the release before: rows stay, and become searchable without the migration waiting for them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from betas.history import read, rollups, words
from betas.history.keeping import prune
from betas.history.keeping.prune import Pruned
from betas.history.query import LANGUAGE
from betas.models import (
    DailyRollup,
    Exchange,
    ExchangeBeta,
    ExchangeBody,
    ExchangeText,
    HourlyRollup,
    Project,
    Retention,
)
from betas.models.choices import Source
from betas.models.search import FTS
from tests.history.summed import days_are_the_sums_of_their_hours

NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
BEFORE = ("betas", "0008_error_signature")
# Sources and words there were before an exchange could be imported, and when words could be searched already.
SEARCHED = ("betas", "0010_keep")
# And what was sent was counted by the hour alone.
HOURLY = ("betas", "0011_export")
SOURCES = ("playground", "replay", "experiment", "gateway", "api")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newest_afterwards(transactional_db: None) -> Iterator[None]:
    yield
    to_the_newest()


@pytest.fixture
def before(newest_afterwards: None) -> Any:
    """The models of the schema of the release before."""
    return models_of(BEFORE)


@pytest.fixture
def searched(newest_afterwards: None) -> Any:
    """The models of the schema in which words were searched and nothing was imported."""
    return models_of(SEARCHED)


@pytest.fixture
def hourly(newest_afterwards: None) -> Any:
    """The models of the schema in which nothing was counted by the day."""
    return models_of(HOURLY)


def models_of(state: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate([state])
    return executor.loader.project_state([state]).apps


def to_the_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_rows_of_every_source_are_kept_with_all_that_is_theirs_and_can_be_searched(before: Any) -> None:
    ids = {source: fill(before, source, source=source) for source in SOURCES}
    to_the_newest()
    assert {each.source: each.pk for each in Exchange.objects.all()} == ids
    assert [list(each.betas.values_list("name", "refused")) for each in Exchange.objects.all()] == 5 * [
        [("alpha-2025-01-01", True)]
    ]
    assert {each.source: read.request_text(each) for each in Exchange.objects.select_related("body")} == {
        source: f'{{"system":"needle-{source}"}}' for source in SOURCES
    }
    assert [body.removed_at for body in ExchangeBody.objects.all()] == 5 * [None]
    assert not [each for each in Exchange.objects.all() if read.gone(each)]
    assert Project.objects.get(slug="default").store_bodies
    assert not ExchangeText.objects.exists()
    assert words.index_pending() == 5
    assert found("needle-replay") == [ids["replay"]]
    assert len(found("needle has:system")) == 5


def test_counts_of_before_are_kept_until_bytes_are_counted_too(before: Any) -> None:
    fill(before, "a")
    exchange = before.get_model("betas", "Exchange").objects.get()
    counts = {"project": exchange.project, "hour": rollups.hour_of(exchange.created_at), "model": "", "requests": 1}
    before.get_model("betas", "HourlyRollup").objects.create(**counts, whole=True, beta="")
    to_the_newest()
    kept = HourlyRollup.objects.get()
    assert (kept.requests, kept.request_bytes) == (1, 0)
    assert rollups.is_missing()
    rollups.rebuild()
    assert HourlyRollup.objects.get(whole=True).request_bytes == 9


def test_days_are_summed_up_from_the_hours_that_were_counted(hourly: Any) -> None:
    projects = hourly.get_model("betas", "Project").objects
    ours, other = (projects.get_or_create(slug=slug, defaults={"name": slug})[0] for slug in ("default", "other"))
    rollup = hourly.get_model("betas", "HourlyRollup").objects
    for hour, model, count in ((0, "m", 1), (23, "m", 2), (23, "", 4), (24, "m", 8)):
        told = {"hour": NOVEMBER + timedelta(hours=hour), "model": model, "requests": count, "up_to_63_ms": count}
        told["cost"] = Decimal("0.00000001") * count
        rollup.create(project=ours, whole=True, **told)
        rollup.create(project=ours, whole=False, beta="alpha-2025-01-01", **told)
        rollup.create(project=ours, whole=False, beta="", **told)
    rollup.create(project=other, whole=True, hour=NOVEMBER, model="m", request_bytes=2**40)
    to_the_newest()
    days = DailyRollup.objects.order_by("project", "day", "kind", "name")
    assert [(day.day.day, day.kind, day.name, day.requests) for day in days] == [
        (1, "", "", 7), (1, "beta", "", 7), (1, "beta", "alpha-2025-01-01", 7), (1, "model", "", 4),
        (1, "model", "m", 3), (2, "", "", 8), (2, "beta", "", 8), (2, "beta", "alpha-2025-01-01", 8),
        (2, "model", "m", 8), (1, "", "", 0), (1, "model", "m", 0),
    ]  # fmt: skip
    assert days_are_the_sums_of_their_hours()


def test_a_history_that_was_searched_already_is_searched_on(searched: Any) -> None:
    """SQLite's table of exchanges is made anew for another source: what hangs on it must not notice."""
    gone, kept = fill(searched, "gone"), fill(searched, "kept", source="gateway")
    words.index_pending()
    to_the_newest()
    assert (found("needle-kept"), found("needle-gone")) == ([kept], [gone])
    Exchange.objects.get(pk=gone).delete()
    assert (found("needle"), found("needle-gone")) == ([kept], [])
    assert [model.objects.count() for model in (ExchangeText, ExchangeBody, ExchangeBeta)] == [1, 1, 1]
    connection.check_constraints()
    the_index_is_whole()


def test_limits_of_before_hold_and_imports_have_one_too(searched: Any) -> None:
    fill(searched, "a"), fill(searched, "b")
    project = searched.get_model("betas", "Project").objects.get(slug="default")
    searched.get_model("betas", "Retention").objects.create(project=project, source="playground", rows_most=1)
    to_the_newest()
    assert prune.run() == Pruned(rows=1)
    Retention.objects.create(project=Project.objects.get(slug="default"), source=Source.IMPORTED, rows_days=1)


def test_the_new_table_has_the_indexes_of_the_old_and_takes_imports_alone(searched: Any) -> None:
    fill(searched, "a")
    old = {name for name in indexes() if name.startswith("exchange_")}
    to_the_newest()
    assert indexes() >= old | {index.name for index in Exchange._meta.indexes}
    assert Exchange.objects.update(source="imported") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Exchange.objects.update(source="nowhere")


def test_every_migration_is_one_transaction() -> None:
    loaded = MigrationExecutor(connection).loader.disk_migrations
    assert [name for (app, name), migration in loaded.items() if app == "betas" and not migration.atomic] == []


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, Exchange._meta.db_table)
    return {name for name, told in constraints.items() if told["index"] or told["unique"]}


def found(query: str) -> list[Any]:
    rows = Exchange.objects.filter(*LANGUAGE.conditions(query))
    return list(rows.order_by("-pk").values_list("pk", flat=True))


def the_index_is_whole() -> None:
    """SQLite's knows each text that there is and no other; PostgreSQL's is one of the text's own table."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS} ({FTS}, rank) VALUES ('integrity-check', 1)")  # noqa: S608


def fill(apps: Any, word: str, *, source: str = "playground") -> Any:
    get_model = apps.get_model
    project, _ = get_model("betas", "Project").objects.get_or_create(slug="default", defaults={"name": "Default"})
    exchange = get_model("betas", "Exchange").objects.create(
        project=project, source=source, upstream_name="simulator", simulated=True, path="/v1/messages",
        api_version="2026-10-21", stream=False, state="done", status=200, request_bytes=9,
    )  # fmt: skip
    body = b'{"system":"needle-%s"}' % word.encode()
    get_model("betas", "ExchangeBody").objects.create(exchange=exchange, request=body, response=b"{}")
    get_model("betas", "ExchangeBeta").objects.create(
        exchange=exchange, name="alpha-2025-01-01", position=0, refused=True
    )
    return exchange.pk
