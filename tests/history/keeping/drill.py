"""Sixteen who write all the while, and remember what they were told is written."""

import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from betas.history import record
from betas.history.ending import Ending
from betas.models import Exchange, Project
from betas.models.choices import Source
from betas.upstream import answer
from betas.upstream.call import Call, Outcome, Target

WRITERS, PAUSE_S = 16, 0.1
TARGET = Target("simulator://local", "x-api-key")
DONE = Outcome(state="done", status=200, headers=(("content-type", "application/json"),), total_ms=5)


class Book:
    """What was acknowledged: the word of each that was opened, the answer of each that was closed."""

    def __init__(self) -> None:
        self.opened: dict[UUID, str] = {}
        self.closed: dict[UUID, bytes] = {}
        self.troubles: list[BaseException] = []
        self.over = threading.Event()

    def wait_for(self, closed: int) -> None:
        until = time.monotonic() + 60
        while len(self.closed) < closed and not self.troubles and time.monotonic() < until:
            time.sleep(0.02)
        assert not self.troubles
        assert len(self.closed) >= closed


@contextmanager
def writers(project: Project) -> Iterator[Book]:
    book = Book()
    threads = [threading.Thread(target=_write, args=[project, book]) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield book
    finally:
        book.over.set()
        for thread in threads:
            thread.join()


def _write(project: Project, book: Book) -> None:
    try:
        while not book.over.is_set():
            _exchange(project, book)
            book.over.wait(PAUSE_S)
    except BaseException as error:  # a thread's trouble is the test's
        book.troubles.append(error)
    finally:
        connection.close()


def _exchange(project: Project, book: Book) -> None:
    word = secrets.token_hex(20)
    said = json.dumps({"type": "message", "content": [{"type": "text", "text": word}]}).encode()
    exchange = Exchange(project=project, source=Source.API, upstream_name="drill")
    asked = json.dumps({"model": "m", "messages": [{"role": "user", "content": word}]}).encode()
    recording = record.open_exchange(exchange, Call(TARGET, "/v1/messages", asked, "a-2025-01-01", "v", False), {})
    book.opened[exchange.pk] = word
    recording.received(said)
    recording.close(Ending(DONE, answer.read(False, DONE, said)))
    if exchange.state == "done":
        book.closed[exchange.pk] = said


def manage(*command: str, database: str, data: Path) -> str:
    """What a command prints, run on another database and data folder."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dashboard.settings", "BETABOARD_DATA": str(data), "DATABASE_URL": database,
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    return run.stdout if run.returncode == 0 else f"failed: {run.stderr}"
