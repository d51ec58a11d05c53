"""Prune, erase, backup, restore while sixteen write: nothing acknowledged is lost, nothing erased remains.

TRIALS says how often, 2 here; script/nightly asks for 20.
"""

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction

from betas.history import read
from betas.history.keeping import backup, compact, erase, prune
from betas.history.keeping.prune import Pruned
from betas.models import DailyRollup, Exchange, ExchangeBody, ExchangePart, HourlyRollup, Project, User
from betas.models.choices import Role, Source
from tests.history.keeping.conftest import Aged, Limit
from tests.history.keeping.databases import Other, other
from tests.history.keeping.drill import Book, manage, writers
from tests.history.keeping.test_compact import holding

TRIALS = int(os.environ.get("TRIALS", "2"))
OLD, ERASED = 60, 5

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("trial", range(TRIALS))
def test_nothing_acknowledged_is_lost_and_nothing_erased_remains(
    trial: int, project: Project, person: Callable[[Role], User], aged: Aged, limit: Limit, tmp_path: Path
) -> None:
    limit(Source.GATEWAY, rows_days=30)
    with transaction.atomic():
        old = {aged(40, source=Source.GATEWAY).pk for _ in range(OLD)}
    by = person(Role.ADMIN)
    with writers(project) as book, other(tmp_path) as restored:
        book.wait_for(closed=32)
        first = erase_some(book, by, but=set())
        acknowledged = dict(book.closed)
        backup.make(tmp_path / "backup", keys=True)
        assert prune.run() == Pruned(rows=OLD)
        told = manage("restore", str(tmp_path / "backup"), database=restored.url, data=tmp_path / "data")
        assert told.startswith("Restored:"), told
        second = erase_some(book, by, but=first)
        book.wait_for(closed=len(book.closed) + 16)
        book.over.set()
        assert_restored(restored, acknowledged.keys() - first, first)
    assert not book.troubles
    assert_kept(book, first | second, old)
    compact.compact()
    assert [word for pk in first | second if holding((word := book.opened[pk]).encode())] == []
    assert_whole()


def erase_some(book: Book, by: User, but: set[UUID]) -> set[UUID]:
    chosen = [pk for pk in list(book.closed) if pk not in but][:ERASED]
    for pk in chosen:
        erase.erase(Exchange.objects.get(pk=pk), by=by)
    return set(chosen)


def assert_restored(database: Other, kept: set[UUID], erased: set[UUID]) -> None:
    """What was acknowledged before the backup began, ended."""
    found = {UUID(str(pk)) for (pk,) in database.rows("SELECT id FROM betas_exchange WHERE state = 'done'")}
    bodies = {UUID(str(pk)) for (pk,) in database.rows("SELECT exchange_id FROM betas_exchangebody")}
    assert kept - found == kept - bodies == set()
    assert erased & (found | bodies) == set()


def assert_kept(book: Book, erased: set[UUID], old: set[UUID]) -> None:
    """Each that was opened has its row, each that was closed its answer, as acknowledged."""
    rows = {exchange.pk: exchange for exchange in Exchange.objects.select_related("body")}
    assert rows.keys() == book.opened.keys() - erased
    assert not rows.keys() & old
    told = {pk: read.response_bytes(rows[pk]) for pk in book.closed.keys() - erased}
    assert told == {pk: said for pk, said in book.closed.items() if pk not in erased}
    for counts in (HourlyRollup.objects.filter(whole=True), DailyRollup.objects.filter(kind="")):
        assert sum(counts.values_list("requests", flat=True)) == len(book.closed)


def assert_whole() -> None:
    """No row points at one that is gone, and the engine finds nothing broken."""
    connection.check_constraints()
    for model in (ExchangeBody, ExchangePart):
        assert not model._default_manager.exclude(exchange__in=Exchange.objects.all()).exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
