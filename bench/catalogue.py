"""Times the catalogue's pages at 2,000 betas and 20,000 changes beside the same at 94, in databases of its own.

    python bench/catalogue.py

Prints median milliseconds of server time in this process, and queries, of each page at both sizes.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    *("/betas/", "/betas/?q=status:active", "/betas/timeline/", "/betas/families/", "/betas/review/"),
    *("/betas.atom", "/betas.json", "/betas.ics"),
)
BETAS, CHANGES, VERSIONS, RUNS = 2_000, 20_000, 3, 9


def start(folder: str) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {"BETABOARD_DATA": folder, "DJANGO_SETTINGS_MODULE": "dashboard.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0, stdout=io.StringIO())


def grow() -> None:
    """Until there are BETAS betas, VERSIONS a family, each beside a shipped one in what is known of it."""
    from betas.models import Beta, BetaChange, Evidence, Family, PlatformSupport
    from betas.models.choices import Platform, Status

    missing = BETAS - Beta.objects.count()
    slugs = [f"feature-{number:04}" for number in range(missing // VERSIONS + 1)]
    families = Family.objects.bulk_create(Family(slug=slug) for slug in slugs)
    day = date(2024, 1, 1)
    made = Beta.objects.bulk_create(
        Beta(
            name=f"{families[n // VERSIONS].slug}-{day + timedelta(days=n % 900)}", family=families[n // VERSIONS],
            title=f"Feature {n}", summary="What it does, in a sentence of a usual length. " * 3, category="tools",
            status=Status.values[n % 6], visibility="documented", named_on=day + timedelta(days=n % 900),
            first_in_sdk_on=day + timedelta(days=n % 900 + 20), endpoints=["POST /v1/messages"],
            ga_on=day + timedelta(days=n % 900 + 200) if n % 2 else None,
        )
        for n in range(missing)
    )  # fmt: skip
    PlatformSupport.objects.bulk_create(
        PlatformSupport(beta=beta, platform=platform, supported=True) for beta in made for platform in Platform.values
    )
    Evidence.objects.bulk_create(
        Evidence(beta=beta, field="ga", value="2026-02-17", source=f"source {n}") for beta in made for n in range(5)
    )
    everything = list(Beta.objects.all())
    BetaChange.objects.bulk_create(
        BetaChange(
            beta=everything[n % BETAS], subject=everything[n % BETAS].name, field="title", before="a", after=str(n),
            why="again",
        )
        for n in range(CHANGES - BetaChange.objects.count())
    )  # fmt: skip


def propose() -> None:
    """A proposal that waits, for every beta that has none."""
    from betas.models import Beta, Proposal, SyncRun

    run = SyncRun.objects.get_or_create(package="anthropic", version="9.9.9")[0]
    asked = set(Proposal.objects.values_list("beta", flat=True))
    evidence = [{"source": "anthropic 9.9.9", "url": "", "words": "It goes.", "stated": True, "third_party": False}]
    Proposal.objects.bulk_create(
        Proposal(run=run, beta=name, kind="removal", key=name, values={"status": "deprecated"}, evidence=evidence)
        for name in Beta.objects.exclude(name__in=asked).values_list("name", flat=True)
    )


def measured(client: Any, path: str) -> tuple[float, int, int]:
    """Median milliseconds, queries, bytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get(path).content)
    asked = len(queries)
    times = []
    for _run in range(RUNS):
        begun = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), asked, size


def reader() -> Any:
    from django.test import Client

    from betas.access.sessions import BACKEND
    from betas.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("bench"), backend=BACKEND)
    return client


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start(folder)
        client = reader()
        propose()
        few = {path: measured(client, path) for path in PAGES}
        grow()
        propose()
        sys.stdout.write("| page | 94 betas: ms | 2,000: ms | times | queries | KB |\n|---|---|---|---|---|---|\n")
        for path in PAGES:
            ms, queries, size = measured(client, path)
            before = few[path][0]
            sys.stdout.write(
                f"| `{path}` | {before:.0f} | {ms:.0f} | {ms / before:.1f} | {queries} | {size / 1024:.0f} |\n"
            )


if __name__ == "__main__":
    main()
