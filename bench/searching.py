"""Every page of the history and every filter, alone and combined, at growing numbers of exchanges.

    bench/history                                    10,000 and 100,000 on SQLite
    bench/history --sizes 10000 100000 1000000 --postgres postgres://me@host/empty_database --datasette

Server time in this process through Django's test client: median and 95th percentile of --rounds, and the median beside
that of the first size. Exchanges are those of `seed_history`. The database is a new one in a temporary folder, or the
empty one of --postgres. Beside it, the admin's list and, where it is installed, Datasette over the same SQLite rows.
"""

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import requests

from bench.machine import percentile, timed

WAIT_S = 30
ROW = b'<td class="mark">'
Times = dict[str, list[float]]


def prepare(folder: str, postgres: str) -> None:
    os.environ |= {"BETABOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "dashboard.settings"}
    os.environ.pop("DATABASE_URL", None)
    if postgres:
        os.environ["DATABASE_URL"] = postgres
    django.setup()
    from django.conf import settings
    from django.contrib import admin
    from django.core.management import call_command

    from betas.models import Exchange

    admin.site.register(Exchange)  # as a project without pages of its own would list them
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0, stdout=io.StringIO())


def client() -> Any:
    """A person's browser, with a program's token beside: pages look at the one, the API at the other."""
    from django.test import Client

    from betas.access import defaults, tokens
    from betas.access.sessions import BACKEND
    from betas.models import User
    from betas.models.choices import Role

    _token, text = tokens.make(defaults.ensure(), "bench", Role.VIEWER)
    reader = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {text.reveal()}"})
    user = User.objects.create_superuser("bench")
    reader.force_login(user, backend=BACKEND)
    return reader


def grow(size: int) -> tuple[float, float]:
    """Until there are so many; seconds that took, and KiB on disk for each exchange there is."""
    from django.core.management import call_command
    from django.db import connection

    from betas.models import Exchange

    took = timed(lambda: call_command("seed_history", str(size - Exchange.objects.count())))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")  # as autovacuum would by and by
            cursor.execute("SELECT pg_database_size(current_database())")
            return took, cursor.fetchone()[0] / 1024 / size
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return took, Path(connection.settings_dict["NAME"]).stat().st_size / 1024 / size


# What is timed, by what it is: a common beta and a rare one, a rare word.
QUERIES = {
    "a common beta": "beta:{often}",
    "a rare beta": "beta:{seldom}",
    "betas that begin so": "beta:{often_begins}*",
    "not a common beta": "-beta:{often}",
    "refused beta": "refused:{often}",
    "beta, model, failed": "beta:{often} model:haiku is:failed",
    "rare beta, model, failed": "beta:{seldom} model:opus is:failed",
    "status 200": "status:200",
    "status 529": "status:529",
    "status 4xx": "status:4xx",
    "status 3xx (none)": "status:3xx",
    "failed": "is:failed",
    "not failed": "-is:failed",
    "state interrupted": "state:interrupted",
    "failure timeout": "failure:timeout",
    "error type": "error:overloaded_error",
    "means": "means:refused_beta",
    "model, a piece": "model:opus",
    "source replay": "source:replay",
    "source, status": "source:replay status:529",
    "source, model, status": "source:experiment model:haiku status:429",
    "starred": "is:starred",
    "made from another": "is:child",
    "outdated": "is:outdated",
    "truncated (none)": "is:truncated",
    "ms, few": "ms>60000",
    "ms, many": "ms>1000",
    "cost, few": "cost>1",
    "cost, many": "cost>0.001",
    "cost, source": "cost>0.05 source:api",
    "tokens, few (no index)": "input>100000",
    "stop reason (none, no index)": "stop:refusal",
    "path (none, no index)": "path:/v1/complete",
    "has thinking": "has:thinking",
    "has, rare": "has:context_management",
    "has, not": "-has:thinking -has:tools -has:system",
    "tag (none)": "tag:demo",
    "the last three days": "since:now-3d",
    "until 60 days ago": "until:now-60d",
    "two old days, status": "since:now-80d until:now-78d status:529",
    "request id (none)": "request_id:req_none",
    "a common word": "the",
    "two common words": "the of",
    "a phrase": '"of the"',
    "a rare word": "{rare}",
    "no such word": "zzzzzz",
    "beginning of a word": "{rare_begins}*",
    "not a common word": "-of",
    "common word, status": "the status:529",
    "common word, rare beta": "the beta:{seldom}",
    "common word, beta, failed": "the beta:{often} is:failed",
    "rare word, status": "{rare} status:200",
}


def addresses() -> dict[str, str]:
    """QUERIES and pages, by what they are. Words and betas are chosen by how often they come."""
    from django.db.models import Count

    from betas.models import Exchange, ExchangeBeta, ExchangeText

    names = list(ExchangeBeta.objects.order_by().values_list("name").annotate(n=Count("pk")).order_by("-n"))
    often, seldom = names[0][0], next((name for name, n in names if n <= 20), names[-1][0])
    prompt = ExchangeText.objects.order_by("-pk")[7].text.split()
    rare = max(prompt, key=len)
    middle = Exchange.objects.order_by("pk").values_list("pk", flat=True)[Exchange.objects.count() // 2]
    found = {"often": often, "seldom": seldom, "rare": rare, "often_begins": often[:4], "rare_begins": rare[:5]}
    return {
        "newest": "/history/",
        "older, from the middle": f"/history/?after={middle}",
        "news": f"/history/news/?newest={middle}",
        **{name: f"/history/?q={quote(query.format(**found))}" for name, query in QUERIES.items()},
        "filters of before": f"/history/?beta={often}&status=4xx&failed=on",
        "one exchange": f"/history/{middle}/",
        "errors": "/errors/",
        "overview": "/",
        "statistics, 24 hours": "/stats/?period=24h",
        "statistics, 7 days": "/stats/",
        "statistics, 90 days": "/stats/?period=90d",
        "statistics, 90 days, a common beta": f"/stats/?period=90d&beta={often}",
        "storage": "/history/storage/",
        "API: newest 100": "/api/v1/requests",
        "admin's list": "/admin/betas/exchange/",
    }


def rows(reader: Any, path: str) -> int:
    """Of the history's table, whose making takes most of a page's time."""
    number: int = reader.get(path).content.count(ROW)
    return number


def times(reader: Any, path: str, rounds: int, clock: Callable[[], float]) -> list[float]:
    """Milliseconds of each round; none where there is no such page."""

    def timed() -> float:
        began = clock()
        reader.get(path)
        return (clock() - began) * 1000

    answer = reader.get(path)
    if answer.status_code not in (200, 204):
        return []
    return [timed() for _ in range(rounds)]


@contextmanager
def datasette(database: Path) -> Iterator[Callable[[str], object]]:
    """Datasette over the same rows; what asks it for a page."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["datasette", "serve", str(database), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            end = time.monotonic() + WAIT_S
            while time.monotonic() < end:
                try:
                    requests.get(f"http://127.0.0.1:{port}/-/versions.json", timeout=5)
                    break
                except requests.RequestException:
                    time.sleep(0.2)
            yield lambda path: requests.get(f"http://127.0.0.1:{port}/betaboard/{path}", timeout=60).content
        finally:
            process.terminate()
            process.wait(WAIT_S)


def beside(rounds: int) -> Times:
    """What Datasette takes for its table of the same rows."""
    from django.db import connection

    pages = {
        "Datasette: table": "betas_exchange?_sort_desc=id",
        "Datasette: status 529": "betas_exchange?status=529&_sort_desc=id",
    }
    with datasette(Path(connection.settings_dict["NAME"])) as ask:
        ask(pages["Datasette: table"])
        return {name: [timed(lambda p=path: ask(p)) * 1000 for _ in range(rounds)] for name, path in pages.items()}  # type: ignore[misc]


def main(sizes: list[int], rounds: int, clock: Callable[[], float], with_datasette: bool) -> None:
    reader = client()
    measured: dict[int, Times] = {}
    shown: dict[int, dict[str, int]] = {}
    growth: dict[int, tuple[float, float, int]] = {}
    for before, size in zip([0, *sizes], sizes, strict=False):
        took, kib = grow(size)
        growth[size] = took, kib, size - before
        asked = addresses()
        measured[size] = {name: times(reader, path, rounds, clock) for name, path in asked.items()}
        shown[size] = {name: rows(reader, path) for name, path in asked.items()}
        if with_datasette:
            measured[size] |= beside(max(rounds // 3, 1))
    tell(sizes, measured, shown)
    say("\n| exchanges | rows added a second | KiB on disk each |\n|---|---|---|\n")
    for size, (took, kib, added) in growth.items():
        say(f"| {size:,} | {added / took:.0f} | {kib:.2f} |\n")


def tell(sizes: list[int], measured: dict[int, Times], shown: dict[int, dict[str, int]]) -> None:
    heads = " | ".join(f"{size:,}: p50 / p95 ms | × | rows" for size in sizes)
    say(f"| page | {heads} |\n|---|{'---|---|---|' * len(sizes)}\n")
    for name, first in measured[sizes[0]].items():
        cells = []
        for size in sizes:
            found = measured[size].get(name, [])
            p50 = percentile(found, 0.5)
            cells.append(
                f"{p50:.1f} / {percentile(found, 0.95):.1f} | {p50 / percentile(first, 0.5):.2f}"
                f" | {shown[size].get(name, 0)}"
            )
        say(f"| {name} | {' | '.join(cells)} |\n")


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--postgres", default="", help="an empty database's address, instead of SQLite")
    parser.add_argument("--datasette", action="store_true", help="beside it, with SQLite alone")
    parser.add_argument("--cpu", action="store_true", help="processor time instead of the clock's: on a busy machine")
    asked = parser.parse_args()
    clock = time.thread_time if asked.cpu else time.perf_counter
    if asked.datasette and (asked.postgres or not shutil.which("datasette")):
        raise SystemExit("Datasette reads SQLite, and must be installed: pip install datasette.")
    with tempfile.TemporaryDirectory(prefix="betaboard-bench-") as folder:
        prepare(folder, asked.postgres)
        main(sorted(asked.sizes), asked.rounds, clock, asked.datasette)
