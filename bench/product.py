"""The product as script/server serves it, on a data folder of its own that is gone afterwards."""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.machine import descendants

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60
THEIRS = ("DATABASE_URL", "PUBLIC_URL", "DEBUG", "ANTHROPIC_API_KEY", "BETABOARD_ADMIN_PASSWORD", "UPSTREAM_PROXY")
CSRF = "c" * 32
MODEL, BETA = "claude-opus-5-5", "context-management-2025-06-27"


@dataclass(frozen=True)
class Product:
    """`destination` is the form's choice for the benchmark's upstream, `pid` is gunicorn's own."""

    port: int
    pid: int
    token: str
    destination: str
    sessions: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pids(self) -> list[int]:
        return descendants(self.pid)

    def headers(self, session: str) -> dict[str, str]:
        """Those of a person's browser."""
        return {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": self.url,
            "Cookie": f"session={session}; csrf={CSRF}",
            "Accept-Encoding": "gzip, deflate, br",
        }

    def htmx(self, session: str) -> dict[str, str]:
        """Those of the playground's own POST."""
        return self.headers(session) | {
            "HX-Request": "true",
            "HX-Target": "answer",
            "HX-Current-URL": f"{self.url}/playground/",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def form(self, *, stream: bool) -> dict[str, str]:
        """One request as the playground's page posts it."""
        return {
            "upstream": self.destination, "path": "/v1/messages", "api_version": "2026-10-21", "view": "form",
            "json": "", "kept": "", "betas": BETA, "free": "", "fault": "", "parent": "", "once": secrets.token_hex(),
            "model": MODEL, "max_tokens": "1024", "system": "", "role": "user", "kind": "text", "text": "Hello",
            "further": "", **({"stream": "on"} if stream else {}),
        }  # fmt: skip


@contextmanager
def product(upstream_port: int, *, people: int = 1, **settings: str) -> Iterator[Product]:
    """`settings` are environment variables of this run."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever is told to end still ends the server
    with tempfile.TemporaryDirectory(prefix="betaboard-bench-") as folder:
        port = _free_port()
        environment = _environment(Path(folder), port) | settings
        code = f"import django; django.setup(); from bench import instance; instance.main({upstream_port}, {people})"
        made = subprocess.run(  # noqa: S603
            [sys.executable, "-c", code], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        command = [sys.executable, "-m", "gunicorn", "--config=dashboard/gunicorn.py", "dashboard.wsgi"]
        with (
            Path(folder, "gunicorn.log").open("w") as log,
            subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log) as process,  # noqa: S603
        ):
            try:
                _wait_until_ready(port)
                yield Product(port, process.pid, **json.loads(made.stdout))
            finally:
                process.terminate()
                process.wait(PATIENCE_S)
                complaints(Path(folder, "gunicorn.log"))


def complaints(log: Path) -> None:
    """What the server had to say beside its start and end, a line of each kind: a figure taken in trouble is none."""
    told = {re.sub(r"[0-9a-f-]{8,}|\d+", "…", line) for line in log.read_text().splitlines() if "INFO" not in line}
    for line in sorted(told)[:20]:
        sys.stderr.write(f"server: {line}\n")


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name not in THEIRS},
        "BETABOARD_DATA": str(folder), "HOST": "127.0.0.1", "PORT": str(port), "UPSTREAM_ALLOWED": "127.0.0.1/32",
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
    }  # fmt: skip


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_until_ready(port: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise SystemExit(f"The server did not answer within {PATIENCE_S} s.")
