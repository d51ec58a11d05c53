"""When nothing may leave: a row that cannot be written, a key used before, no place free."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection
from pytest_django import Settings

from betas.catalogue import facts
from betas.dispatch.places import TooManyStreams
from betas.dispatch.send import Closed, NotWritten, Opened, send, stream
from betas.models import Exchange, Project, User
from betas.models.choices import Role
from tests.dispatch.conftest import Post, Serve
from tests.faultserver import Line, say, whole

ANSWER = whole(b'{"type":"message","content":[],"usage":{}}')


# Each holds as long as the connection does.
NO_WRITING = {
    "sqlite": {"read-only": ["PRAGMA query_only=1"], "full": ["VACUUM", "PRAGMA max_page_count=1"]},
    "postgresql": {"read-only": ["SET default_transaction_read_only=on"]},
}[connection.vendor]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statements", NO_WRITING.values(), ids=NO_WRITING.keys())
def test_what_cannot_be_written_down_is_not_sent(post: Post, serve: Serve, statements: list[str]) -> None:
    server = serve(say(ANSWER))
    call, sender = post(to=server.url)
    large = replace(call, body=secrets.token_bytes(500_000))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    with pytest.raises(NotWritten, match="nothing was sent"):
        send(large, sender)
    connection.errors_occurred = True  # or another thread would be given this handle
    connection.close()
    assert server.connections == 0
    assert not Exchange.objects.exists()


@pytest.mark.django_db
def test_a_row_that_would_break_a_rule_of_the_database_is_not_sent(post: Post, serve: Serve) -> None:
    server = serve(say(ANSWER))
    with pytest.raises(NotWritten):
        send(*post(to=server.url, source="nonsense"))
    assert server.connections == 0


@pytest.mark.django_db
def test_the_same_key_sends_once(post: Post, serve: Serve) -> None:
    server = serve(say(ANSWER))
    first = send(*post(to=server.url, idempotency_key="once"))
    opened, closed = stream(*post(to=server.url, idempotency_key="once"))
    assert isinstance(opened, Opened)
    assert isinstance(closed, Closed)
    assert opened.exchange == closed.exchange == first
    assert server.hits == 1


@pytest.mark.django_db
def test_another_project_may_use_the_same_key(post: Post, serve: Serve) -> None:
    server = serve(say(ANSWER))
    send(*post(to=server.url, idempotency_key="once"))
    send(*post(to=server.url, idempotency_key="once", project=Project.objects.create(slug="other", name="Other")))
    assert server.hits == 2


@pytest.mark.django_db(transaction=True)
def test_a_key_used_by_eight_at_once_sends_once(post: Post, serve: Serve) -> None:
    server, together = serve(say(ANSWER)), threading.Barrier(8)
    call, sender = post(to=server.url, idempotency_key="once")
    facts.current()

    def submit() -> Exchange:
        together.wait()
        try:
            return send(call, sender)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        sent = [future.result() for future in [pool.submit(submit) for _ in range(8)]]
    assert len({exchange.pk for exchange in sent}) == Exchange.objects.count() == server.hits == 1


@pytest.mark.django_db
def test_a_user_has_so_many_places_and_others_have_theirs(
    post: Post, serve: Serve, settings: Settings, person: Callable[[Role], User]
) -> None:
    settings.MAX_STREAMS_PER_USER, settings.MAX_STREAMS = 2, 3
    server = serve(Line.hang)
    held = [stream(*post(to=server.url)) for _ in range(2)]
    for lives in held:
        next(lives)
    with pytest.raises(TooManyStreams) as refused:
        next(stream(*post(to=server.url)))
    assert refused.value.retry_after_s > 0
    other = stream(*post(to=server.url, user=person(Role.ADMIN)))
    assert isinstance(next(other), Opened)
    with pytest.raises(TooManyStreams):
        next(stream(*post(to=server.url, user=person(Role.VIEWER))))
    assert Exchange.objects.count() == 3
    for lives in (*held, other):
        lives.close()
    assert isinstance(next(stream(*post(to=server.url))), Opened)
