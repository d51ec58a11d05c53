"""A real server in a process of its own, whose workers are killed while an answer comes in."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from betas.access import defaults, tokens
from betas.catalogue.load import Loaded
from betas.history import read
from betas.models import Exchange
from betas.models.choices import Role

BODY = {"model": "claude-opus-5-5", "max_tokens": 64, "stream": True, "messages": [{"role": "user", "content": "Hi"}]}
ASKED = {"body": BODY, "headers": {"x-simulator-fault": "slow"}}


class Server:
    """gunicorn as script/server starts it, on the database of the test."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._count = workers
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self._log = folder / "log"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "dashboard.settings", "BETABOARD_DATA": str(folder), "DATABASE_URL": database(),
            "HOST": "127.0.0.1", "PORT": str(self.port), "WORKERS": str(workers), "THREADS": "4", "LEASE_S": "1",
            "SWEEP_S": "1",
        }  # fmt: skip
        command = [sys.executable, "-m", "gunicorn", "--config", "dashboard/gunicorn.py", "dashboard.wsgi"]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=log)

    def workers(self) -> list[int]:
        """All that ever began, the eldest first."""
        return sorted(map(int, re.findall(r"Booting worker with pid: (\d+)", self._log.read_text())))

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return len(self.workers()) >= self._count
        except OSError:
            return False

    def send(self, token: str) -> None:
        """Until the answer is whole or the server gone."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        client.request("POST", "/api/v1/requests", json.dumps(ASKED), {"Authorization": f"Bearer {token}"})
        try:
            client.getresponse().read()
        except (OSError, http.client.HTTPException):
            client.close()


def database() -> str:
    """The test's own, as a URL. A host that is a folder holds a socket, and stands before the name."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = f"{values['USER']}:{values['PASSWORD']}" if values["PASSWORD"] else values["USER"]
    host = f"{values['HOST']}:{values['PORT']}" if values["PORT"] else f"/{values['HOST']}"
    return f"postgres://{user}@{host}/{values['NAME']}"


def eventually(happens: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not happens() and time.monotonic() < until:
        time.sleep(0.1)
    return happens()


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    connection.close()
    started = Server(tmp_path)
    yield started
    started.process.terminate()
    started.process.wait(20)


def test_an_answer_whose_worker_was_killed_becomes_interrupted_by_itself(server: Server, loaded: Loaded) -> None:
    _, token = tokens.make(defaults.ensure(), "test", Role.TESTER)
    assert eventually(server.answers, 60)
    threading.Thread(target=server.send, args=[token.reveal()], daemon=True).start()
    assert eventually(lambda: any(map(read.response_bytes, Exchange.objects.all())), 10)
    exchange = Exchange.objects.get()
    part = read.response_bytes(exchange)
    assert exchange.state == "sending"

    for worker in server.workers():
        os.kill(worker, signal.SIGKILL)

    assert eventually(lambda: Exchange.objects.get().state == "interrupted", 30)
    exchange.refresh_from_db()
    assert exchange.failure == "interrupted"
    assert eventually(lambda: not exchange.parts.exists(), 2)
    assert read.response_bytes(Exchange.objects.get()).startswith(part)
