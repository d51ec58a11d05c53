"""The product behind the server it is served with, on a data folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60


@dataclass(frozen=True)
class Server:
    """`log` has one line per request: the value of its `x-case` header."""

    url: str
    log: Path

    def hits(self, last: str) -> Counter[str]:
        """Requests by case; waits for the `last` one: a line is written after its answer has left."""
        end = time.monotonic() + PATIENCE_S
        while last not in (found := Counter(self.log.read_text().split())):
            assert time.monotonic() < end, f"no request of the case {last} came"
            time.sleep(0.02)
        return found

    def forget_hits(self) -> None:
        self.log.write_text("")


@contextmanager
def serving(folder: Path, commands: tuple[str, ...] = ("migrate --verbosity=0", "load_catalogue")) -> Iterator[Server]:
    """`commands` make the data folder ready, in this order."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        environment = environment_of(folder)
        for each in commands:
            manage(environment, each)
        log = folder / "hits.log"
        log.touch()
        options = [f"--bind=fd://{listening.fileno()}", f"--access-logfile={log}", "--access-logformat=%({x-case}i)s"]
        command = [sys.executable, "-m", "gunicorn", "--config=dashboard/gunicorn.py", *options, "dashboard.wsgi"]
        with (
            (folder / "gunicorn.log").open("w") as said,
            subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[listening.fileno()], stderr=said) as process,
        ):
            try:
                yield Server(f"http://127.0.0.1:{port}", log)
            finally:
                process.terminate()
                process.wait(PATIENCE_S)


def environment_of(folder: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL")},
        "BETABOARD_DATA": str(folder), "SIMULATOR_TOKEN_S": "0.005", "WORKERS": "1", "THREADS": "16",
        "DJANGO_SETTINGS_MODULE": "dashboard.settings",
    }  # fmt: skip


def manage(environment: dict[str, str], command: str) -> str:
    """What the command printed."""
    line = [sys.executable, "manage.py", *command.split()]
    return subprocess.run(line, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
