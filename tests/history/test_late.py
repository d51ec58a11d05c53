"""A sender that lost its lease and comes back: what was said of its exchange meanwhile holds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from betas.history import housekeeping, read, record, words
from betas.history.ending import Ending
from betas.history.keeping import erase, prune
from betas.history.keeping.prune import Pruned
from betas.history.recording import Recording
from betas.models import Exchange, ExchangePart, ExchangeText, HourlyRollup, Project, Retention, User
from betas.models.choices import Role, Source
from betas.upstream import answer
from betas.upstream.call import Call, Outcome, Target

CALL = Call(Target("simulator://local", "x-api-key"), "/v1/messages", b'{"system":"needle"}', None, "v", False)
DONE = Outcome(state="done", status=200)
SAID = b'{"type":"message","content":[{"type":"text","text":"needle"}]}'


@pytest.fixture
def late(project: Project) -> Recording:
    """Its exchange is taken for lost, with the half that had arrived."""
    with override_settings(LEASE_S=-1):
        exchange = Exchange(project=project, source=Source.API, upstream_name="x")
        recording = record.open_exchange(exchange, CALL, {})
    recording.received(SAID[:20])
    recording.keep()
    assert housekeeping.sweep() == 1
    return recording


def come_back(recording: Recording) -> Exchange:
    recording.received(SAID[20:])
    recording.keep()
    return recording.close(Ending(DONE, answer.read(False, DONE, SAID)))


def test_it_is_done_after_all(late: Recording) -> None:
    assert come_back(late).state == "done"
    found = Exchange.objects.get()
    assert (found.state, read.response_bytes(found)) == ("done", SAID)
    assert HourlyRollup.objects.get(whole=True).errors == 0


def test_what_retention_emptied_stays_empty(late: Recording, project: Project) -> None:
    Retention.objects.create(project=project, source=Source.API, bodies_days=1)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=True):
        assert prune.run() == Pruned(bodies=1)
    late.received(SAID[20:30])
    late.keep()
    assert not ExchangePart.objects.exists()
    come_back(late)
    found = Exchange.objects.get()
    assert (found.state, read.response_bytes(found), read.request_text(found)) == ("done", b"", "")
    assert "removed" in read.gone(found)
    assert words.index_pending() == 0
    assert not ExchangeText.objects.exists()


def test_what_was_erased_stays_erased_and_nobody_waits_for_it(
    late: Recording, person: Callable[[Role], User], caplog: pytest.LogCaptureFixture
) -> None:
    erase.erase(Exchange.objects.get(), by=person(Role.ADMIN))
    late.received(SAID[20:])
    late.keep()
    come_back(late)
    assert not Exchange.objects.exists()
    assert "could not be written" not in caplog.text
    assert "failed" not in caplog.text
