"""Whether the values of a data file can be read: each problem is one sentence that names the nearest known word."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from django.db import models

from betas import header
from betas.catalogue import shape
from betas.models import Beta, ClaudeModel, Family
from betas.models.choices import GateKind, GateMode

MUST = ("title", "category", "status", "visibility")
ROW_MUST = {"gates": ("path", "kind"), "platforms": ("platform",), "models": ("model",), "evidence": ("source",)}
ONCE = {"gates": ("path", "kind", "value"), "platforms": ("platform",), "models": ("model",)}
KEYS = (*shape.PLAIN, *shape.LINKS, *shape.ROWS)
# A list item's `[]` may say which items are meant: messages[role=system].clear_at.
STEP = r"\w+(\[(\w+=\w+)?\])?"
PATH = re.compile(rf"{STEP}(\.{STEP})*\Z")
PRICES = (
    "input", "output", "cache_write_5m", "cache_write_1h", "cache_read", "batch_input", "batch_output",
)  # fmt: skip
SPOKEN_OF = ("", *(name.removesuffix("_on") for name in shape.BLANK))

ROW_DEFAULTS: dict[str, dict[str, Any]] = {
    side: {name: shape.column(model, name).get_default() for name in shape.ROW_FIELDS[side]}
    for side, model in shape.ROWS.items()
}
ROW_DEFAULTS["gates"]["mode"] = GateMode.REQUIRED.value


def beta_problems(name: str, found: Mapping[str, Any], betas: Collection[str]) -> Iterator[str]:
    """What cannot be read in one beta's file; `betas` are all names there are."""
    if not _named(name):
        yield "the file's name is no beta name"
    yield from (f"{key} is missing" for key in MUST if key not in found)
    for key, value in found.items():
        if key not in KEYS:
            yield _unknown("field", key, KEYS)
        elif key in shape.ROWS:
            yield from _rows(key, value, betas)
        else:
            yield from _value(key, value, Beta, betas)


def stored_problems(name: str, values: Mapping[str, Any], betas: Collection[str]) -> Iterator[str]:
    """What cannot be read in values in the form of `shape`: dates are ISO texts, what is not stated is empty."""
    yield from beta_problems(name, _stated(values), betas)


def stored_model_problems(values: Mapping[str, Any]) -> Iterator[str]:
    stated = _stated(values)
    position = stated.pop("position", 0)
    if not isinstance(position, int) or not 0 <= position < 2**31:
        yield f"position cannot be read: {position!r}"
    yield from model_problems(stated)


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """The form of a data file: without what is not stated, dates as dates. What cannot be turned stays as it is."""
    return {key: _turned(key, value) for key, value in values.items() if value not in (None, "", [])}


def _turned(key: str, value: Any) -> Any:
    if key in shape.ROWS and isinstance(value, list):
        return [_stated(row) if isinstance(row, Mapping) else row for row in value]
    if (key in shape.DATES or key in ("read_on", "retires_on")) and isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


def model_problems(found: Any) -> Iterator[str]:
    """What cannot be read in one table of models.toml."""
    if not isinstance(found, dict):
        yield f"no table: {found!r}"
        return
    known = [name for name in shape.MODEL_FIELDS if name != "position"]
    for key, value in found.items():
        if key not in known:
            yield _unknown("field", key, known)
        elif key in ("prices", "prices_above_100k"):
            yield from price_problems(value)
        else:
            yield from _value(key, value, ClaudeModel, ())


def _rows(side: str, rows: Any, betas: Collection[str]) -> Iterator[str]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield f"{side} is no list of tables"
        return
    for row in rows:
        yield from (f"{side}: {problem}" for problem in _row(side, row, betas))
    if side in ONCE and len({tuple(str(row.get(name)) for name in ONCE[side]) for row in rows}) < len(rows):
        yield f"{side}: one is there twice"


def _row(side: str, row: dict[str, Any], betas: Collection[str]) -> Iterator[str]:
    yield from (f"{key} is missing" for key in ROW_MUST.get(side, ()) if key not in row)
    for key, value in row.items():
        if key not in shape.ROW_FIELDS[side]:
            yield _unknown("field", key, shape.ROW_FIELDS[side])
        else:
            yield from _value(key, value, shape.ROWS[side], betas)
    yield from _whole(side, {**ROW_DEFAULTS[side], **row})


def _whole(side: str, row: dict[str, Any]) -> Iterator[str]:
    """What only the row as a whole shows."""
    if side == "gates":
        if not PATH.match(str(row["path"])):
            yield f"no path '{row['path']}'; one looks like tools[].type"
        if row["kind"] in GateKind.values and bool(row["value"]) == (row["kind"] == GateKind.FIELD):
            yield f"{row['path']}: a field has no value, everything else has one"
    elif side == "conflicts" and not (row["subject"] or row["other"]):
        yield "neither subject nor other is there"
    elif side == "evidence" and row["field"] not in SPOKEN_OF:
        yield _unknown("field", row["field"], SPOKEN_OF)


def _value(key: str, value: Any, model: type[models.Model], betas: Collection[str]) -> Iterator[str]:
    if key in ("successor", "other", "related"):
        yield from _names(key, value, betas)
        return
    field = shape.column(Family, "slug") if key == "family" else shape.column(model, key)
    if field.choices and str(value) not in dict(field.flatchoices):
        yield _unknown(key, value, dict(field.flatchoices))
    elif not _fits(field, value):
        yield f"{key} cannot be read: {value!r}"


def _names(key: str, value: Any, betas: Collection[str]) -> Iterator[str]:
    names = value if key == "related" else [value]
    if not isinstance(names, list):
        yield f"{key} is no list"
        return
    yield from (_unknown("beta", name, betas) for name in names if str(name) not in betas)


def _fits(field: "models.Field[Any, Any]", value: Any) -> bool:
    if isinstance(field, models.DateField):
        return isinstance(value, date) and not isinstance(value, datetime)
    if isinstance(field, models.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, models.IntegerField):
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31
    if isinstance(field, models.JSONField):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(field, models.URLField) and not str(value).startswith("https://"):
        return False
    return isinstance(value, str) and len(value) <= (field.max_length or len(value))


def price_problems(prices: Any) -> Iterator[str]:
    """What cannot be read in a table of prices."""
    if not isinstance(prices, dict):
        yield "prices is no table"
        return
    for key, value in prices.items():
        if key not in PRICES:
            yield _unknown("price", key, PRICES)
        elif not _is_price(value):
            yield f'{key} is no price: {value!r}; write it as text, such as "2.5"'


def _is_price(value: Any) -> bool:
    try:
        return isinstance(value, str) and Decimal(value).is_finite() and Decimal(value) >= 0
    except InvalidOperation:
        return False


def _named(name: str) -> bool:
    try:
        return header.valid(name) == name
    except header.MalformedBeta:
        return False


def _unknown(what: str, value: Any, known: Iterable[str]) -> str:
    nearest = get_close_matches(str(value), list(known), n=1)
    return f"no {what} '{value}'" + (f"; nearest is '{nearest[0]}'" if nearest else "")
