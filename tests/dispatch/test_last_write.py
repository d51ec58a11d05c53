"""The database may be in the way at the very moment an answer is whole."""

import copy
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction

from betas.dispatch.send import send
from betas.history import read
from betas.models import Exchange, ExchangeBody
from tests.dispatch.conftest import Post, Serve
from tests.faultserver import Line, Script, whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("impatient")]
BODY = b'{"type":"message","content":[],"usage":{}}'


@pytest.fixture
def impatient(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Waits a tenth of a second for a lock instead of many."""
    options = copy.deepcopy(connections.settings["default"].get("OPTIONS", {}))
    waits = {"timeout": 0.1} if connection.vendor == "sqlite" else {"options": "-c lock_timeout=100"}
    monkeypatch.setitem(connections.settings["default"], "OPTIONS", options | waits)
    connection.close()
    yield
    connection.close()


class Lock:
    """Keeps everyone from writing bodies until it is let go, from a thread of its own."""

    def __init__(self) -> None:
        self._held, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._hold)

    def take(self) -> None:
        self._thread.start()
        self._held.wait()

    def let_go(self) -> None:
        self._over.set()
        self._thread.join()

    def _hold(self) -> None:
        with transaction.atomic():
            list(ExchangeBody.objects.select_for_update())
            self._held.set()
            self._over.wait(10)
        connection.close()


def answering_under(lock: Lock) -> Script:
    def script(line: Line) -> None:
        lock.take()
        line.send(whole(BODY))

    return script


def test_a_lock_of_a_second_delays_the_ending_and_loses_nothing(post: Post, serve: Serve) -> None:
    lock = Lock()
    threading.Timer(1, lock.let_go).start()
    send(*post(to=serve(answering_under(lock)).url))
    exchange = Exchange.objects.get()
    assert (exchange.state, read.response_bytes(exchange)) == ("done", BODY)


def test_an_ending_that_cannot_be_written_is_told_and_logged(
    post: Post, serve: Serve, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("betas.history.recording.PAUSES_S", (0.0, 0.0))
    lock = Lock()
    exchange = send(*post(to=serve(answering_under(lock)).url))
    lock.let_go()
    assert exchange.state == "interrupted"
    assert Exchange.objects.get().state == "sending"
    assert str(exchange.pk) in caplog.text
