"""Invented exchanges: as many as asked for, the same for the same seed, whole, counted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from betas.history import read, rollups
from betas.models import Exchange, ExchangeBeta, HourlyRollup
from betas.models.choices import Role, State
from tests.conftest import SignedIn
from tests.history.summed import days_are_the_sums_of_their_hours

UNTIL = "2026-11-20T12:00:00Z"
Seed = Callable[..., str]


@pytest.fixture
def seed(loaded: object) -> Seed:
    return lambda count, *options: call_command("seed_history", str(count), "--until", UNTIL, *options)


def kept() -> list[Any]:
    rows = Exchange.objects.order_by("pk").values_list("pk", "model", "preview", "status", "cost", "body__response")
    return [tuple(map(str, row)) for row in rows]


def counted() -> list[dict[str, Any]]:
    rows = HourlyRollup.objects.order_by("hour", "model", "whole", "beta").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def test_each_call_adds_as_many_as_asked_for(seed: Seed) -> None:
    seed(30)
    seed(20)
    assert Exchange.objects.count() == 50


def test_the_same_seed_into_the_same_history_adds_the_same(seed: Seed) -> None:
    seed(40)
    first = kept()
    Exchange.objects.all().delete()
    seed(40)
    assert kept() == first
    Exchange.objects.all().delete()
    seed(40, "--seed", "1")
    assert kept() != first


def test_what_was_added_is_counted_when_it_returns(seed: Seed) -> None:
    seed(60)
    seed(60)
    assert HourlyRollup.objects.filter(whole=True).aggregate(all=Sum("requests")) == {"all": 120}
    assert days_are_the_sums_of_their_hours()
    there = counted()
    rollups.rebuild()
    assert counted() == there


def test_ids_follow_time_and_all_is_past(seed: Seed) -> None:
    seed(50, "--days", "3")
    moments = list(Exchange.objects.order_by("pk").values_list("created_at", flat=True))
    assert moments == sorted(moments)
    assert moments[0].isoformat() >= "2026-11-17T12"
    assert moments[-1].isoformat() < "2026-11-20T12"


def test_it_looks_like_what_a_team_sends(seed: Seed) -> None:
    seed(600)
    assert set(Exchange.objects.values_list("state", flat=True)) >= {State.DONE, State.CANCELLED, State.FAILED}
    share = Exchange.objects.failed().count() / 600
    assert 0.04 < share < 0.15
    assert Exchange.objects.filter(stream=True).count() in range(200, 400)
    assert ExchangeBeta.objects.filter(refused=True).exists()
    assert Exchange.objects.exclude(fingerprint="").values("fingerprint").distinct().count() > 5
    often = ExchangeBeta.objects.values("name").annotate(count=Count("id")).order_by("-count")
    assert often[0]["count"] > 10 * often[len(often) - 1]["count"]


def test_what_is_invented_reads_as_what_was_sent(seed: Seed, signed_in: SignedIn) -> None:
    seed(80)
    viewer = signed_in(Role.VIEWER)
    for exchange in Exchange.objects.select_related("body").prefetch_related("betas")[:80]:
        answer = read.answer_of(exchange)
        assert exchange.response_bytes == len(read.response_bytes(exchange))
        if exchange.status == 200 and exchange.state == State.DONE:
            assert answer.failure is None
            assert (answer.usage.input_tokens, answer.usage.output_tokens) == (
                exchange.input_tokens,
                exchange.output_tokens,
            )
        assert [use.name for use in exchange.betas.all()] == [n for n in (exchange.beta_header or "").split(",") if n]
    newest = Exchange.objects.order_by("-pk")[:5]
    assert all(viewer.get(exchange.get_absolute_url()).status_code == 200 for exchange in newest)
    assert viewer.get("/history/").status_code == 200


def test_an_empty_catalogue_will_do(db: None) -> None:
    call_command("seed_history", "5")
    assert Exchange.objects.count() == 5


def test_less_than_none_cannot_be_added(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("seed_history", "--", "-1")
