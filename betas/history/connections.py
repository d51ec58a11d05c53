"""Database connections that others need meanwhile."""

from django.db import connection


def release() -> None:
    """No wait holds a connection that others could use; one inside a transaction belongs to somebody else."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
