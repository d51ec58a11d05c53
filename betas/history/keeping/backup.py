"""A backup: a folder with the database as it was at one moment, the two keys, and a note of what is in it.

It is made under another name and renamed when it is whole, so that what has the name is a backup.
"""

import json
import os
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import file_digest
from pathlib import Path

import django.db
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from betas.history.keeping import engines
from betas.models import Chore, Exchange

NOTE, KEYS = "backup.json", ("secret.key", "data.key")


class Refused(Exception):
    """Nothing was done. Its text says why."""


@dataclass(frozen=True, slots=True)
class Note:
    """`exchanges` is how many there were about that time; `digest` is the SHA-256 of the database file."""

    engine: str
    version: str
    made_at: str
    exchanges: int
    migrations: list[str]
    digest: str


def make(folder: Path, *, keys: bool) -> Note:
    """Writes meanwhile go on; what was committed before this began is in it. Raises Refused."""
    if folder.exists():
        raise Refused(f"{folder} is there already, so nothing was done: name a folder that is not.")
    half = folder.with_name(f".{folder.name}.half")
    _clear(half)
    half.mkdir(mode=0o700, parents=True)
    try:
        note = _fill(half, keys)
        _settle(half)
        half.rename(folder)
    finally:
        _clear(half)
    with suppress(django.db.Error):  # a replica takes no note of it
        Chore.objects.done(Chore.BACKUP, {"exchanges": note.exchanges}, again_in=timedelta(0))
    return note


def _clear(half: Path) -> None:
    with suppress(FileNotFoundError):
        shutil.rmtree(half)


def _fill(half: Path, keys: bool) -> Note:
    engine = engines.current()
    file = half / engine.file
    engine.save(file)
    for name in KEYS if keys else ():
        private(half / name, (settings.DATA / name).read_bytes())
    now, count = timezone.now().isoformat(), Exchange.objects.count()
    note = Note(connection.vendor, settings.VERSION, now, count, applied(), digest(file))
    private(half / NOTE, json.dumps(asdict(note), indent=2).encode())
    return note


def private(file: Path, content: bytes) -> None:
    """For its owner's eyes alone from the first byte on."""
    file.touch(mode=0o600)
    file.write_bytes(content)


def _settle(folder: Path) -> None:
    """On the disk, not only on its way."""
    for each in (*folder.iterdir(), folder):
        handle = os.open(each, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def applied() -> list[str]:
    """The migrations of this app that the database has."""
    return sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "betas")


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
