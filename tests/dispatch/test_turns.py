"""Few get ready to send at a time, and whoever waits for a network keeps nobody waiting."""

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.db import close_old_connections

from betas.dispatch import turns
from betas.dispatch.send import send
from betas.models import Exchange
from tests.dispatch.conftest import Post, Serve
from tests.faultserver import Line, whole

PATIENCE_S = 10
MANY = 6


def environ(body: bytes = b"", **headers: str) -> dict[str, Any]:
    return {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body), **headers}


def start(status: str, headers: Iterable[tuple[str, str]]) -> None:
    raise AssertionError("Nobody answers here.")


def at_once(app: turns.App, *asked: dict[str, Any]) -> list[threading.Thread]:
    threads = [threading.Thread(target=app, args=[each, start], daemon=True) for each in asked]
    for thread in threads:
        thread.start()
    return threads


class Inside:
    """An application whose requests stay inside until they are let out. `seen` holds a body for each that came in."""

    def __init__(self, gives_back: bool = False) -> None:
        self.seen: list[bytes] = []
        self.came, self.out = threading.Semaphore(0), threading.Event()
        self._gives_back = gives_back

    def __call__(self, environ: turns.Environ, start: turns.Start) -> Iterable[bytes]:
        self.seen.append(environ["wsgi.input"].read())
        if self._gives_back:
            turns.give_back()
            turns.give_back()
        self.came.release()
        assert self.out.wait(PATIENCE_S)
        return []

    def comes(self, seconds: float = PATIENCE_S) -> bool:
        return self.came.acquire(timeout=seconds)


def test_no_more_than_two_are_inside() -> None:
    inside = Inside()
    threads = at_once(turns.taking(inside), *(environ(b"x") for _ in range(MANY)))
    assert inside.comes()
    assert inside.comes()
    assert not inside.comes(0.3)
    inside.out.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert inside.seen == [b"x"] * MANY


def test_whoever_gave_its_turn_back_keeps_nobody_out() -> None:
    inside = Inside(gives_back=True)
    threads = at_once(turns.taking(inside), *(environ() for _ in range(MANY)))
    assert all(inside.comes() for _ in range(MANY))
    inside.out.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    turns.give_back()
    test_no_more_than_two_are_inside()


@pytest.mark.parametrize("length", ["", "x", "-1", str(turns.SMALL + 1)])
def test_a_body_that_is_large_or_of_unknown_length_goes_without(length: str) -> None:
    inside = Inside()
    asked = [environ(b"part", CONTENT_LENGTH=length) for _ in range(MANY)]
    threads = at_once(turns.taking(inside), *asked)
    assert all(inside.comes() for _ in range(MANY))
    inside.out.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert inside.seen == [b"part"] * MANY


def test_a_body_on_its_way_holds_no_turn() -> None:
    read, write = threading.Event(), threading.Event()

    class Slow(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            read.set()
            assert write.wait(PATIENCE_S)
            return super().read(size)

    inside = Inside()
    app = turns.taking(inside)
    slow = at_once(app, *({"CONTENT_LENGTH": "3", "wsgi.input": Slow(b"abc")} for _ in range(MANY)))
    assert read.wait(PATIENCE_S)
    inside.out.set()
    quick = at_once(app, environ(b"quick"))
    assert inside.comes()
    assert inside.seen == [b"quick"]
    write.set()
    for thread in slow + quick:
        thread.join(PATIENCE_S)
    assert sorted(inside.seen) == [*[b"abc"] * MANY, b"quick"]


def test_an_error_gives_the_turn_back() -> None:
    def fail(environ: turns.Environ, start: turns.Start) -> Iterable[bytes]:
        raise LookupError

    for _ in range(MANY):
        with pytest.raises(LookupError):
            turns.taking(fail)(environ(), start)


@pytest.mark.django_db(transaction=True)
def test_sends_that_wait_for_their_answers_keep_nobody_waiting(post: Post, serve: Serve) -> None:
    together = threading.Barrier(MANY)

    def script(line: Line) -> None:
        together.wait(PATIENCE_S)
        line.send(whole(b"{}"))

    call = post(to=serve(*[script] * MANY).url)

    def app(environ: turns.Environ, start: turns.Start) -> Iterable[bytes]:
        send(*call)
        close_old_connections()
        return []

    for thread in at_once(turns.taking(app), *(environ() for _ in range(MANY))):
        thread.join(2 * PATIENCE_S)
    assert [row.status for row in Exchange.objects.all()] == [200] * MANY
