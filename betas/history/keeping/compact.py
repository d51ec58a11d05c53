"""Writes the database anew without what was deleted: until then its bytes may still lie in the files."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from betas.history import words
from betas.history.keeping import files
from betas.models import Chore, ErrorGroup, Exchange


class Busy(Exception):
    """Somebody read all the while, so old pages still lie in the log beside the database."""


def compact() -> tuple[int, int]:
    """Bytes of the database before and after. Who writes meanwhile waits. Not inside a transaction. Raises Busy."""
    before = files.size()
    BY_ENGINE[connection.vendor]()
    Chore.objects.done(Chore.COMPACT, {}, again_in=timedelta(0))
    return before, files.size()


def _sqlite() -> None:
    words.optimize()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise Busy


def _postgresql() -> None:
    """The planner's statistics hold samples of short values, so they are made anew too."""
    beside = (each.field.model._meta.db_table for each in Exchange._meta.related_objects)
    with connection.cursor() as cursor:
        for table in sorted({Exchange._meta.db_table, ErrorGroup._meta.db_table, *beside}):
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
        cursor.execute("VACUUM (FULL) pg_statistic")


BY_ENGINE: dict[str, Callable[[], None]] = {"sqlite": _sqlite, "postgresql": _postgresql}
