"""Values of the catalogue as texts to read: what a change took away, what it brought."""

import json
from dataclasses import dataclass
from typing import Any

from betas.catalogue import shape
from betas.models import BetaChange


@dataclass(frozen=True, slots=True)
class Change:
    """What one change took away and what it brought, a text for each value."""

    row: BetaChange
    removed: list[str]
    added: list[str]


def change(row: BetaChange) -> Change:
    return Change(row, *difference(row.field, row.before, row.after))


def difference(field: str, before: Any, after: Any) -> tuple[list[str], list[str]]:
    """The texts that only `before` has, and those that only `after` has."""
    old, new = texts(field, before), texts(field, after)
    return [text for text in old if text not in new], [text for text in new if text not in old]


def texts(field: str, value: Any) -> list[str]:
    """A text for each value; of a row, in the order of its fields, what is stated."""
    if value in (None, "", []):
        return []
    rows = value if isinstance(value, list) else [value]
    order = shape.ROW_FIELDS.get(field, ())
    return [", ".join(_stated(row, order)) if isinstance(row, dict) else _text(row) for row in rows]


def _stated(row: dict[str, Any], order: tuple[str, ...]) -> list[str]:
    """Of flags only what is so; but that something is not supported is a fact."""
    told = {name: row.get(name) for name in order or sorted(row)}
    unsaid: tuple[object, ...] = (None, "", [], False)
    return [f"{name} {_text(value)}" for name, value in told.items() if value not in unsaid or _is_no(name, value)]


def _is_no(name: str, value: Any) -> bool:
    return name == "supported" and value is False


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
