"""Retention by age, number and size; stars, sources, statistics; how short its transactions are."""

import threading
import time
from datetime import timedelta
from typing import NoReturn

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from betas.history import read, rollups
from betas.history.keeping import hourly, prune
from betas.history.keeping.prune import Pruned
from betas.models import Chore, DailyRollup, Exchange, ExchangeBody, HourlyRollup, Project
from betas.models.choices import Source, State
from tests.conftest import MakeExchange
from tests.history.keeping.conftest import Aged, Limit


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else writes here, so nobody needs a pause."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


def left() -> set[Exchange]:
    return set(Exchange.objects.all())


def without_bodies() -> set[Exchange]:
    return {exchange for exchange in Exchange.objects.select_related("body") if read.gone(exchange)}


def test_nothing_goes_where_nothing_is_said(aged: Aged) -> None:
    aged(4000)
    assert prune.run() == Pruned()


def test_rows_go_by_age(aged: Aged, limit: Limit) -> None:
    aged(31)
    young = aged(29)
    limit(rows_days=30)
    assert prune.run() == Pruned(rows=1)
    assert left() == {young}


def test_rows_go_by_number_the_oldest_first(aged: Aged, limit: Limit) -> None:
    aged(3)
    kept = {aged(2), aged(1)}
    limit(rows_most=2)
    assert prune.run() == Pruned(rows=1)
    assert left() == kept


def test_bodies_go_before_rows_and_take_the_preview_along(aged: Aged, limit: Limit) -> None:
    old, young = aged(8), aged(6)
    limit(bodies_days=7, rows_days=30)
    assert prune.run() == Pruned(bodies=1)
    assert without_bodies() == {old}
    old.refresh_from_db()
    assert (old.preview, young.preview) == ("", "Name a river.")
    assert bytes(ExchangeBody.objects.get(exchange=old).response) == b""


def test_bodies_go_by_size_until_the_newest_fit(aged: Aged, limit: Limit) -> None:
    older = {aged(4, size=400_000), aged(3, size=400_000)}
    aged(2, size=400_000), aged(1, size=400_000)
    limit(bodies_mb=1)
    assert prune.run() == Pruned(bodies=2)
    assert without_bodies() == older


def test_bodies_of_rows_that_go_are_not_taken_twice(aged: Aged, limit: Limit) -> None:
    aged(40)
    aged(10)
    limit(bodies_days=7, rows_days=30)
    assert prune.counted() == prune.run() == Pruned(rows=1, bodies=1)


def test_a_star_keeps_row_and_bodies(aged: Aged, limit: Limit) -> None:
    starred = aged(400, starred=True)
    limit(bodies_days=1, rows_days=30, rows_most=1, bodies_mb=1)
    aged(0)
    assert prune.run() == Pruned()
    assert starred in left() - without_bodies()


def test_what_is_being_sent_is_left_alone(aged: Aged, limit: Limit) -> None:
    aged(40, state=State.SENDING, status=None)
    limit(rows_days=30, bodies_days=1)
    assert prune.run() == Pruned()


def test_each_source_has_its_own_limits(aged: Aged, limit: Limit) -> None:
    aged(10, source=Source.GATEWAY)
    kept = aged(10, source=Source.API)
    limit(Source.GATEWAY, rows_days=7)
    prune.run()
    assert left() == {kept}


def test_another_project_is_left_alone(aged: Aged, limit: Limit, project: Project) -> None:
    other = aged(10, project=Project.objects.create(slug="other", name="Other"))
    limit(rows_days=7)
    prune.run()
    assert left() == {other}


def test_children_of_what_went_stay(aged: Aged, limit: Limit) -> None:
    child = aged(1, parent=aged(10))
    limit(rows_days=7)
    prune.run()
    child.refresh_from_db()
    assert child.parent_id is None


def test_statistics_outlive_the_rows(aged: Aged, limit: Limit) -> None:
    aged(10)
    rollups.rebuild()
    limit(rows_days=7)
    prune.run()
    assert HourlyRollup.objects.get(whole=True).requests == DailyRollup.objects.get(kind="").requests == 1


def test_a_dry_run_removes_nothing_and_says_how_much(
    aged: Aged, limit: Limit, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {aged(40), aged(10)}
    limit(bodies_days=7, rows_days=30)
    call_command("prune_history", dry_run=True)
    assert capsys.readouterr().out == "Would go: 1 exchanges, and the bodies of 1 more. Statistics stay.\n"
    assert left() == kept


def test_a_dry_run_counts_no_further_than_it_says(
    aged: Aged, limit: Limit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prune, "MOST_COUNTED", 2)
    for _ in range(5):
        aged(40)
    limit(rows_days=30)
    call_command("prune_history", dry_run=True)
    assert "Would go: 2+ exchanges" in capsys.readouterr().out


def test_the_command_prunes_and_says_so(aged: Aged, limit: Limit, capsys: pytest.CaptureFixture[str]) -> None:
    aged(40)
    limit(rows_days=30)
    call_command("prune_history")
    assert capsys.readouterr().out.startswith("Gone: 1 exchanges, and the bodies of 0 more.")


def test_one_process_prunes_at_a_time(aged: Aged, limit: Limit, capsys: pytest.CaptureFixture[str]) -> None:
    aged(40)
    limit(rows_days=30)
    assert Chore.objects.claim(Chore.PRUNE, timedelta(minutes=10))
    call_command("prune_history")
    assert "Another process is pruning" in capsys.readouterr().out
    assert left()


def test_who_died_while_pruning_holds_nobody_up_for_ever(aged: Aged, limit: Limit) -> None:
    aged(40)
    limit(rows_days=30)
    Chore.objects.create(name=Chore.PRUNE, busy_until=timezone.now() - timedelta(seconds=1))
    assert prune.run() == Pruned(rows=1)


def test_by_itself_it_prunes_about_hourly(aged: Aged, limit: Limit) -> None:
    limit(rows_days=30)
    assert prune.run(only_if_due=True) == Pruned()
    aged(40)
    assert prune.run(only_if_due=True) is None
    Chore.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert prune.run(only_if_due=True) == Pruned(rows=1)


def refuses(*query: object) -> NoReturn:
    raise OperationalError("the database is gone")


def test_a_round_without_a_database_is_logged_and_survived(db: None, caplog: pytest.LogCaptureFixture) -> None:
    with connection.execute_wrapper(refuses):
        hourly._round()
    assert "The retention was not applied" in caplog.text


def test_a_batch_holds_few_bytes_and_at_least_one_row(aged: Aged) -> None:
    large, small = [aged(9, size=1_500_000) for _ in range(2)], [aged(8) for _ in range(3)]
    rows = Exchange.objects.all()
    assert prune._next(rows, 100) == [large[0].pk]
    assert prune._next(rows.exclude(pk__in=[each.pk for each in large]), 2) == [each.pk for each in small[:2]]


def test_more_rows_cost_transactions_and_no_longer_ones(
    aged: Aged, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prune, "MOST_ROWS", 10)
    for _ in range(35):
        aged(40)
    limit(rows_days=30)
    batches = [pruned.rows for pruned in prune.prune()]
    assert sum(batches) == 35
    assert max(batches) <= 10


def test_a_batch_costs_as_many_queries_whatever_it_holds(aged: Aged) -> None:
    def queries(rows: int) -> int:
        ids = [aged(40).pk for _ in range(rows)]
        with CaptureQueriesContext(connection) as captured:
            prune._delete(ids)
        return len(captured)

    assert queries(2) == queries(20) <= 10


@pytest.mark.django_db(transaction=True)
def test_who_writes_meanwhile_never_waits_for_100_ms(
    make_exchange: MakeExchange, aged: Aged, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best of three runs: a busy machine makes everybody wait, and says nothing about us."""
    monkeypatch.undo()
    limit(rows_days=30, bodies_days=7)
    assert any(_longest_wait(aged) < 0.1 for _ in range(3))


def _longest_wait(aged: Aged) -> float:
    with transaction.atomic():
        for _ in range(150):
            aged(40, size=20_000)
        aged(9, size=8_000_000)
    written = aged(0, starred=True)
    pruned: list[Pruned | None] = []

    def work() -> None:
        pruned.append(prune.run())
        connection.close()

    thread = threading.Thread(target=work)
    waits: list[float] = []
    thread.start()
    while thread.is_alive():
        start = time.monotonic()
        Exchange.objects.filter(pk=written.pk).update(note=str(len(waits)))
        waits.append(time.monotonic() - start)
        time.sleep(0.002)
    thread.join()
    assert pruned == [Pruned(rows=150, bodies=1)]
    return max(waits)
