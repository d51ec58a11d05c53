"""Takes a backup back: everything in it is looked at before anything is replaced."""

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from betas.history.keeping import backup, engines
from betas.history.keeping.backup import KEYS, NOTE, Note, Refused
from betas.models import Exchange, User


@dataclass(frozen=True, slots=True)
class Restored:
    """`keys` came with it; `former` are the files that keep those there were; `behind` migrations are to come."""

    note: Note
    keys: list[str]
    former: list[str]
    behind: int


def restore(folder: Path, *, replace: bool, running: bool) -> Restored:
    """`replace` a database that is not empty; `running`: although somebody uses it. Raises Refused, engines.Trouble."""
    note = _note(folder)
    engine = engines.current()
    file = folder / engine.file
    behind = _judged(note, file)
    engine.check(file)
    if not running and (in_use() or engine.others()):
        raise Refused("A server or another program uses this database: stop it first, or add --while-running.")
    if not replace and not _is_empty():
        raise Refused("This database is not empty: add --replace to lose what is in it. Back it up before.")
    if behind and connection.vendor == "postgresql" and connection.introspection.table_names():
        raise Refused("It is of an older Betaboard: restore it into an empty database, then start the server.")
    engine.take(file)
    keys = [name for name in KEYS if (folder / name).exists()]
    return Restored(note, keys, [former for name in keys if (former := _key(folder / name))], behind)


def _note(folder: Path) -> Note:
    try:
        return Note(**json.loads((folder / NOTE).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise Refused(f"{folder} is no backup of Betaboard: its {NOTE} cannot be read.") from error


def _judged(note: Note, file: Path) -> int:
    """How many migrations the backup lacks. Raises Refused where it is not for here."""
    if note.engine != connection.vendor:
        raise Refused(f"It is of {note.engine}, and this database is {connection.vendor}.")
    if not file.exists() or backup.digest(file) != note.digest:
        raise Refused(f"{file} is not what was backed up: it was changed or cut short since.")
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == "betas"}
    if unknown := set(note.migrations) - known:
        raise Refused(f"It is of a newer Betaboard ({note.version}), whose {min(unknown)} is not known here.")
    return len(known - set(note.migrations))


def in_use() -> bool:
    """Whether a server of this data folder runs: each of its workers holds the lock as long as it lives."""
    lock = _lock()
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def mark_in_use() -> None:
    """For as long as this process lives."""
    fcntl.flock(_lock(), fcntl.LOCK_SH)


def _lock() -> int:
    return os.open(settings.DATA / settings.SERVER_LOCK, os.O_RDWR | os.O_CREAT, 0o600)


def _is_empty() -> bool:
    tables = connection.introspection.table_names()
    return not any(model._meta.db_table in tables and model._default_manager.exists() for model in (Exchange, User))


def _key(file: Path) -> str:
    """Puts a key in its place; where another was, the name under which that stays."""
    place, content = settings.DATA / file.name, file.read_bytes()
    former = place.with_name(f"{place.name}.until-{timezone.now():%Y%m%d-%H%M%S}")
    kept = place.exists() and place.read_bytes() != content
    if kept:
        place.rename(former)
    fresh = place.with_name(f"{place.name}.fresh")
    backup.private(fresh, content)
    fresh.rename(place)
    return former.name if kept else ""
