"""How large the database is, as each engine can tell without reading all of it. Everything is bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from betas.models import ExchangeBody, ExchangePart

SAMPLED = 500
BODY, PART = ExchangeBody._meta.db_table, ExchangePart._meta.db_table
OURS = r"FROM pg_class WHERE relkind = 'r' AND relname LIKE 'betas\_%'"


@dataclass(frozen=True, slots=True)
class Part:
    """`about` where it is an estimate."""

    name: str
    size: int
    about: bool = False


def size() -> int:
    """All of it, and the log beside it."""
    if connection.vendor == "postgresql":
        return int(_told("SELECT pg_database_size(current_database())"))
    file = Path(connection.settings_dict["NAME"])
    return sum(each.stat().st_size for each in (file, Path(f"{file}-wal")) if each.exists())


def parts() -> list[Part]:
    return BY_ENGINE[connection.vendor]()


def _postgresql() -> list[Part]:
    bodies = int(_told(f"SELECT pg_table_size('{BODY}') + pg_table_size('{PART}')"))
    tables, indexes = (int(_told(f"SELECT sum({each}(oid)) {OURS}")) for each in ("pg_table_size", "pg_indexes_size"))
    return [Part(_("Bodies"), bodies), Part(_("Rows"), tables - bodies), Part(_("Indexes"), indexes)]


def _sqlite() -> list[Part]:
    """The engine counts its pages, not whose they are."""
    page, free = int(_told("PRAGMA page_size")), int(_told("PRAGMA freelist_count"))
    used = page * (int(_told("PRAGMA page_count")) - free)
    bodies = min(_bodies(), used)
    rest = Part(_("Rows and indexes"), used - bodies, about=True)
    return [Part(_("Bodies"), bodies, about=True), rest, Part(_("Free, until it is compacted"), page * free)]


def _bodies() -> int:
    """As if the oldest and the newest were like all others, and none between them missing."""
    lengths = f"SELECT length(request) + length(response) AS size FROM {BODY} ORDER BY rowid"  # noqa: S608
    ends = f"SELECT * FROM ({lengths} LIMIT {SAMPLED}) UNION ALL SELECT * FROM ({lengths} DESC LIMIT {SAMPLED})"  # noqa: S608
    first, last = (f"(SELECT {end}(rowid) FROM {BODY})" for end in ("min", "max"))  # noqa: S608  one alone is quick
    number = f"SELECT coalesce({last} - {first} + 1, 0)"
    return int(_told(f"SELECT coalesce(avg(size), 0) FROM ({ends})") * _told(number))  # noqa: S608


def _told(query: str) -> Any:
    """The one value that the query gives."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


BY_ENGINE: dict[str, Callable[[], list[Part]]] = {"sqlite": _sqlite, "postgresql": _postgresql}
