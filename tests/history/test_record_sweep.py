import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import NoReturn

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from betas.history import housekeeping, read
from betas.models import Exchange, ExchangePart
from betas.models.choices import State
from tests.conftest import MakeExchange

START = b'event: message_start\ndata: {"type":"message_start","message":{"usage":{"input_tokens":7}}}\n\n'
DELTA = b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{}}\n\n'


def sending(make_exchange: MakeExchange, *, lease_s: float, **fields: object) -> Exchange:
    lease = timezone.now() + timedelta(seconds=lease_s)
    exchange = make_exchange("a-2025-01-01", state=State.SENDING, status=None, lease_until=lease, stream=True, **fields)
    exchange.body.response = b""
    exchange.body.save()
    return exchange


def arrived(exchange: Exchange, *pieces: tuple[bytes, int]) -> None:
    end = 0
    for data, ms in pieces:
        end += len(data)
        ExchangePart.objects.create(exchange=exchange, data=data, events=[[end, ms]])


def test_what_lost_its_sender_is_interrupted_with_what_had_arrived(make_exchange: MakeExchange) -> None:
    lost = sending(make_exchange, lease_s=-1)
    arrived(lost, (START, 30), (DELTA, 80))
    assert housekeeping.sweep() == 1
    found = Exchange.objects.get()
    assert (found.state, found.failure, found.lease_until) == ("interrupted", "interrupted", None)
    assert (found.input_tokens, found.first_token_ms, found.response_bytes) == (7, 80, len(START + DELTA))
    assert read.response_bytes(found) == START + DELTA
    assert read.times(found) == [(len(START), 30), (len(START + DELTA), 80)]
    assert found.fingerprint
    assert found.betas.get().is_error
    assert not ExchangePart.objects.exists()


def test_what_still_has_its_lease_is_left_alone(make_exchange: MakeExchange) -> None:
    sending(make_exchange, lease_s=20)
    make_exchange()
    assert housekeeping.sweep() == 0


def test_what_was_not_gathered_can_still_be_read(make_exchange: MakeExchange) -> None:
    lost = sending(make_exchange, lease_s=-1)
    arrived(lost, (START, 30))
    Exchange.objects.update(state=State.INTERRUPTED)
    found = Exchange.objects.get()
    assert read.response_bytes(found) == START
    assert [event.at_ms for event in read.events_of(found)] == [30]


def test_an_answer_that_nobody_can_read_is_interrupted_all_the_same(make_exchange: MakeExchange) -> None:
    lost = sending(make_exchange, lease_s=-1)
    ExchangePart.objects.create(exchange=lost, data=b"data: " + b"[" * 100_000 + b"\n\n\xff\x00")
    assert housekeeping.sweep() == 1


def test_the_command_says_how_many(make_exchange: MakeExchange, capsys: pytest.CaptureFixture[str]) -> None:
    sending(make_exchange, lease_s=-1)
    call_command("sweep_exchanges")
    call_command("sweep_exchanges")
    assert capsys.readouterr().out == "1 marked as interrupted.\n"


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_at_once_one_ends_each_exchange(make_exchange: MakeExchange) -> None:
    for _ in range(10):
        arrived(sending(make_exchange, lease_s=-1), (START, 1))
    together = threading.Barrier(2)

    def sweep() -> int:
        together.wait()
        try:
            return housekeeping.sweep()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = [future.result() for future in [pool.submit(sweep), pool.submit(sweep)]]
    assert sum(counts) == 10
    assert {read.response_bytes(found) for found in Exchange.objects.all()} == {START}


def refuses(*query: object) -> NoReturn:
    raise OperationalError("the database is gone")


@pytest.mark.django_db
def test_a_round_without_a_database_is_logged_and_survived(caplog: pytest.LogCaptureFixture) -> None:
    with connection.execute_wrapper(refuses):
        housekeeping._round()
    assert "Housekeeping failed" in caplog.text


def test_no_housekeeping_runs_beside_tests_and_commands() -> None:
    assert "housekeeping" not in {thread.name for thread in threading.enumerate()}
