"""What was chosen goes away between the page and the sending: nothing is sent, and it says what happened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from betas.access import upstreams
from betas.models import Exchange, Upstream, UpstreamKey
from tests.playground.conftest import Typed

pytestmark = pytest.mark.usefixtures("loaded")

# Asked for after the form was read and before anything is sent.
REVISION = "betas_betachange"


@contextmanager
def just_before(sql: str, happens: Callable[[], Any]) -> Iterator[None]:
    """Once, before the first statement that holds `sql`."""
    pending = [happens]

    def run(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        if pending and sql in statement:
            pending.pop()()
        return execute(statement, *rest)

    with connection.execute_wrapper(run):
        yield


def not_sent(response: Any, status: int, *sentences: str) -> None:
    page = response.content.decode()
    assert response.status_code == status
    assert [sentence for sentence in sentences if sentence not in page] == []
    assert not Exchange.objects.exists()


def deleted(key: UpstreamKey) -> None:
    key.delete()


def moved(key: UpstreamKey) -> None:
    key.upstream.base_url = "https://gateway.example"
    upstreams.save(key.upstream, by=None)


def closed(key: UpstreamKey) -> None:
    Upstream.objects.filter(pk=key.upstream.pk).update(enabled=False)


@pytest.mark.parametrize("goes", [deleted, moved, closed])
def test_a_destination_that_went_since_the_page_is_said_to_be_gone(
    tester: Client, typed: Typed, team_key: UpstreamKey, goes: Callable[[UpstreamKey], None]
) -> None:
    typed |= {"upstream": f"claude-api:{team_key.pk}"}
    goes(team_key)
    response = tester.post("/playground/send/", typed)
    not_sent(response, 422, "What was chosen here is gone", "or add the key anew")


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_deleted_as_it_is_sent_is_said_to_be(tester: Client, typed: Typed, team_key: UpstreamKey) -> None:
    typed |= {"upstream": f"claude-api:{team_key.pk}"}
    with just_before(REVISION, UpstreamKey.objects.all().delete):
        response = tester.post("/playground/send/", typed)
    not_sent(response, 503, "The key Team was deleted meanwhile, so nothing was sent.", "add it anew")


def test_an_environments_key_that_is_unset_as_it_is_sent_is_said_to_be(
    tester: Client, typed: Typed, settings: Settings
) -> None:
    settings.ANTHROPIC_API_KEY = "sk-ant-api03-" + "k" * 40
    typed |= {"upstream": "claude-api:environment"}
    with just_before(REVISION, lambda: setattr(settings, "ANTHROPIC_API_KEY", "")):
        response = tester.post("/playground/send/", typed)
    not_sent(response, 409, "ANTHROPIC_API_KEY is no longer set", "So nothing was sent.")
