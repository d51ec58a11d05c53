"""Keyset pages: as fast at the millionth row as at the first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

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


def first_id(moment: datetime) -> UUID:
    """The least id of a moment: exchanges have UUIDs of version 7, which begin with milliseconds since 1970."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)
