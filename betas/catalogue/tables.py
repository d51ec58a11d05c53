"""The catalogue as a file, JSON or CSV, and back. Both hold the same; what a spreadsheet would run is disarmed."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from betas.catalogue import shape, strictjson
from betas.catalogue.strictjson import Doubtful
from betas.catalogue.transfer import MOST_BYTES, MOST_ROWS, Catalogue, Unreadable, normal

FORMAT = "betaboard-catalogue-1"
# A spreadsheet takes a cell that begins so for a formula; the apostrophe that stops it is taken off when read back.
ARMED = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "'")
KIND, NAME = "kind", "name"
COLUMNS = (KIND, NAME, *dict.fromkeys((*shape.BLANK, *shape.MODEL_FIELDS)))
MOST_CELL = 1024 * 1024
TEXTS = {name for name, value in {**shape.BLANK, **shape.BLANK_MODEL}.items() if isinstance(value, str)} | {
    *shape.DATES, "successor", "retires_on",
}  # fmt: skip


def to_json(catalogue: Catalogue) -> str:
    whole = {"format": FORMAT, "betas": dict(catalogue.betas), "models": dict(catalogue.models)}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Catalogue:
    """Raises Unreadable."""
    try:
        whole = strictjson.read(text)
    except Doubtful as error:
        raise Unreadable(str(error)) from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise Unreadable(_("This is no export of a catalogue: it does not say that its format is %s.") % FORMAT)
    return _catalogue(whole.get("betas", {}), whole.get("models", {}))


def to_csv(catalogue: Catalogue) -> str:
    """A row for each beta and each model. Texts and days are cells as they are, everything else is JSON in a cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for kind, rows in (("beta", catalogue.betas), ("model", catalogue.models)):
        for name, values in rows.items():
            cells = (_cell(column, values) for column in COLUMNS[2:])
            writer.writerow([kind, _disarmed(name), *map(_disarmed, cells)])
    return out.getvalue()


def from_csv(text: str) -> Catalogue:
    """Raises Unreadable. A column that is not there leaves its field as it is."""
    found: dict[str, dict[str, Any]] = {"beta": {}, "model": {}}
    for number, row in enumerate(_rows(text), 2):
        kind, name = row.get(KIND), _armed(row.get(NAME) or "")
        if kind not in found or not name or None in row or None in row.values():
            raise Unreadable(_("Row %(n)s is no beta or model with as many cells as columns.") % {"n": number})
        if name in found[kind]:
            raise Unreadable(_("Row %(n)s: %(name)s is there twice.") % {"n": number, "name": name})
        fields = shape.BLANK if kind == "beta" else shape.BLANK_MODEL
        found[kind][name] = {column: _value(column, row[column], number) for column in fields if column in row}
    return _catalogue(found["beta"], found["model"])


READERS: dict[str, Callable[[str], Catalogue]] = {"json": from_json, "csv": from_csv}
WRITERS: dict[str, Callable[[Catalogue], str]] = {"json": to_json, "csv": to_csv}


def read(data: bytes, name: str) -> Catalogue:
    """A file by its name's end. Raises Unreadable."""
    reader = READERS.get(name.rpartition(".")[2].lower())
    if reader is None:
        raise Unreadable(_("Give a file whose name ends in .json or .csv."))
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(mb)s MB.") % {"mb": MOST_BYTES // 1024 // 1024})
    try:
        return reader(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file is not written in UTF-8.")) from error


def _catalogue(betas: Any, models: Any) -> Catalogue:
    sides = (betas, models)
    if not all(isinstance(side, dict) and all(isinstance(row, dict) for row in side.values()) for side in sides):
        raise Unreadable(_("Betas and models are objects by name."))
    if sum(map(len, sides)) > MOST_ROWS:
        raise Unreadable(_("The file holds more than %(n)s betas and models.") % {"n": MOST_ROWS})
    return Catalogue(
        {name: normal(values, shape.BLANK) for name, values in betas.items()},
        {name: normal(values, shape.BLANK_MODEL) for name, values in models.items()},
    )


def _rows(text: str) -> Iterable[dict[str | Any, str | Any]]:
    if "\0" in text:
        raise Unreadable(_("The file holds a character that cannot be kept (NUL)."))
    csv.field_size_limit(MOST_CELL)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        columns = reader.fieldnames or ()
        unknown = [column for column in columns if column not in COLUMNS]
        if unknown or len(set(columns)) < len(columns) or not {KIND, NAME} <= set(columns):
            raise Unreadable(_("The first row names the columns: kind, name, and fields, each once."))
        yield from reader
    except csv.Error as error:
        raise Unreadable(_("This is no CSV that can be read: %(problem)s.") % {"problem": error}) from error


def _cell(column: str, values: Any) -> str:
    value = values.get(column, "")
    if column in TEXTS:
        return value or ""
    return "" if value == "" else json.dumps(value, ensure_ascii=False)


def _value(column: str, cell: str, number: int) -> Any:
    text = _armed(cell)
    if column in TEXTS:
        return text or {**shape.BLANK, **shape.BLANK_MODEL}[column]
    try:
        return strictjson.read(text)
    except Doubtful as error:
        raise Unreadable(_("Row %(n)s, %(column)s: %(problem)s") % {
            "n": number, "column": column, "problem": error,
        }) from error  # fmt: skip


def _disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(ARMED) else text


def _armed(cell: str) -> str:
    return cell.removeprefix("'")
