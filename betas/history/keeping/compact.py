"""Writes the database anew without what was deleted: until then its bytes may still lie in the files."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from betas.history import words
from betas.history.keeping import files
from betas.models import Chore, ErrorGroup, Exchange

WAIT_S, LOOK_AGAIN_S = 60, 0.2
# Every transaction from before `mark` has ended, in whatever database; nobody in this one still reads as of then.
IS_PAST = """
    SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %(mark)s::xid8 AND NOT EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND age(backend_xmin) > age(%(mark)s::xid8::xid)
    )
"""


class Busy(Exception):
    """Somebody read or wrote all the while, so what was deleted may still be there. The message is a sentence."""


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
            raise Busy("Compacted, but the log beside the database is in use. Run this again soon.")


def _postgresql() -> None:
    """The planner's statistics hold samples of short values, so they are made anew too."""
    _let_older_transactions_end()
    beside = (each.field.model._meta.db_table for each in Exchange._meta.related_objects)
    with connection.cursor() as cursor:
        for table in sorted({Exchange._meta.db_table, ErrorGroup._meta.db_table, *beside}):
            cursor.execute(f"VACUUM (FULL, ANALYZE) {connection.ops.quote_name(table)}")
        cursor.execute("VACUUM (FULL) pg_statistic")


def _let_older_transactions_end() -> None:
    """What one of them might still read outlives even a full vacuum."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        mark, until = cursor.fetchone()[0], time.monotonic() + WAIT_S
        while not _is_past(cursor, mark):
            if time.monotonic() > until:
                raise Busy("A transaction has long been open on this PostgreSQL. Run this again when it has ended.")
            time.sleep(LOOK_AGAIN_S)


def _is_past(cursor: CursorWrapper, mark: str) -> bool:
    cursor.execute(IS_PAST, {"mark": mark})
    return bool(cursor.fetchone()[0])


BY_ENGINE: dict[str, Callable[[], None]] = {"sqlite": _sqlite, "postgresql": _postgresql}
