"""How a long wait treats the database: connections that others need meanwhile, writes that need no disk at once."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import django.db
from django.db import connection, transaction

log = logging.getLogger(__name__)


def release() -> None:
    """No wait holds a connection that others could use; one inside a transaction belongs to somebody else."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def lend() -> None:
    """A wait begins. SQLite's handle is for others at once: it comes back at no cost, and who finds none must make one,
    which reads the whole schema. A server's connection is given up by `release`, when the wait gets long."""
    if connection.vendor == "sqlite":
        release()


@contextmanager
def in_passing() -> Iterator[None]:
    """Writes that may be lost where the power fails, though never where the process does: SQLite's disk is slow."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        [before] = cursor.fetchone()
        cursor.execute("PRAGMA synchronous=NORMAL")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={before}")


def written(write: Callable[[], object], *, durable: bool = True) -> bool:
    """Whether it could be, in a transaction of its own: trouble is logged and stops no answer."""
    try:
        with nullcontext() if durable else in_passing(), transaction.atomic():
            write()
    except django.db.Error:
        log.warning("A write to the history failed", exc_info=True)
        release()
        return False
    return True
