"""Keyset pages: as fast at the millionth row as at the first."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows newest first; `after` is the primary key to ask the next page with, None on the last."""

    rows: list[Row]
    after: Any


def page(rows: "QuerySet[Row]", *, size: int, after: Any = None) -> Page[Row]:
    """At most `size` rows with keys below `after`, newest first. Keys must grow with time."""
    older = rows.filter(pk__lt=after) if after is not None else rows
    found = list(older.order_by("-pk")[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)
