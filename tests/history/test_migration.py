"""From the release before: rows stay, and become searchable without the migration waiting for them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from betas.history import words
from betas.history.query import LANGUAGE
from betas.models import Exchange, ExchangeText

BEFORE, THIS = ("betas", "0008_error_signature"), ("betas", "0009_find")


def migrate() -> None:
    """To the newest schema, which the models of today need."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def before(transactional_db: None) -> Iterator[Any]:
    """The models of the schema before; the newest schema is back afterwards."""
    executor = MigrationExecutor(connection)
    executor.migrate([BEFORE])
    yield executor.loader.project_state([BEFORE]).apps
    migrate()


def test_rows_of_before_are_kept_and_can_be_searched(before: Any) -> None:
    ids = [fill(before, letter) for letter in "abc"]
    assert MigrationExecutor(connection).loader.get_migration(*THIS).atomic
    migrate()
    assert set(Exchange.objects.values_list("pk", flat=True)) == set(ids)
    assert not ExchangeText.objects.exists()
    assert words.index_pending() == 3
    assert [each.pk for each in Exchange.objects.filter(*LANGUAGE.conditions("needle-b"))] == [ids[1]]
    assert Exchange.objects.filter(*LANGUAGE.conditions("needle has:system")).count() == 3


def fill(apps: Any, letter: str) -> Any:
    get_model = apps.get_model
    project, _ = get_model("betas", "Project").objects.get_or_create(slug="default", defaults={"name": "Default"})
    exchange = get_model("betas", "Exchange").objects.create(
        project=project, source="playground", upstream_name="simulator", simulated=True, path="/v1/messages",
        api_version="2026-10-21", stream=False, state="done", status=200,
    )  # fmt: skip
    body = b'{"system":"needle-%s"}' % letter.encode()
    get_model("betas", "ExchangeBody").objects.create(exchange=exchange, request=body, response=b"{}")
    return exchange.pk
