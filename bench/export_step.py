"""One step of `bench/export`, in a process of its own: prints as JSON what it found, its seconds and peak of memory."""

import hashlib
import io
import json
import resource
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.machine import timed  # noqa: E402
from betas.history.body import unpack  # noqa: E402
from betas.models import Exchange, ExchangeBeta, ExchangeBody  # noqa: E402
from tests.history.transfers import har_validator  # noqa: E402

PLANTED = 100
OF_OTHERS = {"project_id", "who_id", "token_id", "upstream_id", "key_id"}
BARE = (
    f"SELECT * FROM {Exchange._meta.db_table} e JOIN {ExchangeBody._meta.db_table} b ON b.exchange_id = e.id "  # noqa: S608
    "ORDER BY e.id DESC"
)


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", stdout=io.StringIO())


def seed(count: str) -> None:
    call_command("seed_history", count, "--until", "2026-11-20T12:00:00Z")


def export(kind: str, file: str) -> None:
    call_command("export_history", format=kind, output=Path(file))


def cursor() -> None:
    """All that an export reads of exchanges and bodies, thrown away."""
    with connection.cursor() as reading:
        reading.execute(BARE)
        while reading.fetchmany(200):
            pass


def bring_in(file: str) -> None:
    call_command("import_history", Path(file), stdout=io.StringIO())


def digest() -> str:
    """Of every row, but for the numbers that other rows have in one database alone."""
    said = hashlib.sha256()
    for row in Exchange.objects.order_by("pk").values().iterator():
        said.update(repr([(name, value) for name, value in row.items() if name not in OF_OTHERS]).encode())
    for body in ExchangeBody.objects.order_by("pk").iterator():
        said.update(unpack(body.request, body.request_codec) + unpack(body.response, body.response_codec))
        said.update(repr([body.request_headers, body.response_headers, body.events]).encode())
    uses = ExchangeBeta.objects.order_by("exchange", "position")
    for use in uses.values_list("exchange", "position", "name", "refused", "is_error", "model").iterator():
        said.update(repr(use).encode())
    return said.hexdigest()


def validate(file: str, every: str) -> int:
    """How many entries were held against the schema; each stands on a line of its own, between head and end."""
    with Path(file).open() as text:
        lines = islice((line for line in text if line.startswith('{"startedDateTime"')), 0, None, int(every))
        entries = [json.loads(line.rstrip().removesuffix(",")) for line in lines]
    archive = {"log": {"version": "1.2", "creator": {"name": "Betaboard", "version": "1"}, "entries": entries}}
    har_validator().validate(archive)
    return len(entries)


def plant(key: str) -> None:
    """A key wherever somebody could have left one, in some of the exchanges."""
    said = json.dumps({"api_key": key, "text": f"authorization: bearer {key}, cookie: session={key}"}).encode()
    for pk in list(Exchange.objects.order_by("-pk").values_list("pk", flat=True)[:PLANTED]):
        Exchange.objects.filter(pk=pk).update(note=key, preview=f"my key is {key}", error_message=key)
        ExchangeBody.objects.filter(pk=pk).update(
            request=said, request_codec="raw", response=said, response_codec="raw",
            request_headers={"user-agent": key, "x-api-key": key}, response_headers={"server": key, "set-cookie": key},
        )  # fmt: skip


STEPS: dict[str, Callable[..., Any]] = {
    "prepare": prepare, "seed": seed, "export": export, "cursor": cursor, "import": bring_in, "digest": digest,
    "validate": validate, "plant": plant,
}  # fmt: skip


def main(name: str, *arguments: str) -> None:
    found: list[Any] = []
    took = timed(lambda: found.append(STEPS[name](*arguments)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"found": found[0], "s": took, "peak_mib": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
