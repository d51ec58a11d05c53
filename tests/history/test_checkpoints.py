"""The thread that keeps what comes in, on a real database: it writes for all of a process at once."""

import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from betas.history import checkpoints, housekeeping, read, record
from betas.history.recording import Recording
from betas.models import Exchange, ExchangeBody, ExchangePart, Project
from betas.models.choices import Source
from betas.upstream.call import Call, Target

pytestmark = pytest.mark.django_db(transaction=True)
CALL = Call(Target("simulator://local", "x-api-key"), "/v1/messages", b"{}", None, "v", stream=True)
PING = b'event: ping\ndata: {"type":"ping"}\n\n'


@pytest.fixture
def opened(project: Project) -> Callable[[], Recording]:
    def make() -> Recording:
        exchange = Exchange(project=project, source=Source.API, upstream_name="x")
        return record.open_exchange(exchange, CALL, {})

    return make


def eventually(happens: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not happens() and time.monotonic() < until:
        time.sleep(0.05)
    return happens()


def kept(recording: Recording) -> bytes:
    return read.response_bytes(Exchange.objects.get(pk=recording.exchange.pk))


def test_all_that_come_in_are_kept_with_their_times(opened: Callable[[], Recording]) -> None:
    with opened() as one, opened() as other, opened() as silent:
        one.received(PING)
        other.received(PING * 2)
        assert eventually(lambda: (kept(one), kept(other)) == (PING, PING * 2))
        one.received(PING)
        assert eventually(lambda: kept(one) == PING * 2)
        assert [end for end, _ in read.times(one.exchange)] == [len(PING), 2 * len(PING)]
        assert not silent.exchange.parts.exists()


def test_one_whose_body_is_gone_does_not_hinder_the_others(opened: Callable[[], Recording]) -> None:
    with opened() as one, opened() as other:
        ExchangeBody.objects.filter(pk=one.exchange.pk).update(request_codec=ExchangeBody.GONE)
        one.received(PING)
        other.received(PING)
        assert eventually(lambda: kept(other) == PING)
        assert ExchangePart.objects.count() == 1


def test_nothing_is_written_of_what_has_ended(opened: Callable[[], Recording]) -> None:
    recording = opened()
    with recording:
        recording.received(PING)
    recording.received(PING)
    time.sleep(1.5 * checkpoints.EVERY_S)
    assert kept(recording) == PING


def test_a_silent_one_keeps_its_lease(opened: Callable[[], Recording], settings: Settings) -> None:
    settings.LEASE_S = 1
    with opened():
        time.sleep(2)
        assert housekeeping.sweep() == 0
    time.sleep(1.1)
    assert housekeeping.sweep() == 1


def test_whoever_waits_leaves_the_handle_to_others(opened: Callable[[], Recording]) -> None:
    recording = opened()
    is_handed_on = connection.vendor == "sqlite"
    with recording:
        assert (connection.connection is None) is is_handed_on
        recording.received(PING)
        assert (connection.connection is None) is is_handed_on
    assert kept(recording) == PING


def test_inside_a_transaction_another_thread_is_not_asked_to_write(opened: Callable[[], Recording]) -> None:
    recording = opened()
    with transaction.atomic(), recording:
        recording.received(PING)
        time.sleep(1.5 * checkpoints.EVERY_S)
        assert connection.in_atomic_block
        assert not ExchangePart.objects.exists()
    assert kept(recording) == PING
