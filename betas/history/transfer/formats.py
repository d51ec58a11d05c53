"""The forms in which exchanges are given away: pieces of text, one exchange after another."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from betas import spreadsheet
from betas.history import as_code, har, then
from betas.history.then import Statuses
from betas.history.transfer import columns, line
from betas.history.transfer.given import Given
from betas.models import Exchange

Json = dict[str, Any]
# Of the row; what is beside it has columns of its own.
BESIDE = ("who", "token", "parent", "betas", "refused_betas", "tags")


class Format(NamedTuple):
    """`write` gives whole entries, so whoever stops reading has only whole ones; it may need the bodies."""

    label: str
    content_type: str
    with_bodies: bool
    write: Callable[[Iterable[Exchange]], Iterator[str]]


def jsonl(exchanges: Iterable[Exchange]) -> Iterator[str]:
    statuses = then.of_all()
    for exchange in exchanges:
        yield _json(line.written(exchange, Given.of(exchange), statuses)) + "\n"


def csv(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """Rows without their bodies."""
    yield spreadsheet.lines([[*(field.name for field in columns.FIELDS), *BESIDE]])
    for exchange in exchanges:
        yield spreadsheet.lines([_cells(exchange)])


def _cells(exchange: Exchange) -> list[object]:
    values, _removed = columns.written(exchange)
    uses = [(columns.without_keys(use.name), use.refused) for use in exchange.betas.all()]
    return [
        *map(_cell, values.values()),
        exchange.who.username if exchange.who else "",
        exchange.token.name if exchange.token else "",
        exchange.parent_id,
        " ".join(name for name, _refused in uses),
        " ".join(name for name, refused in uses if refused),
        ", ".join(line.tags(exchange)),
    ]


def _cell(value: Any) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value) if isinstance(value, dict) else value


def archive(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """HAR 1.2; fields of our own begin with an underscore, as it asks for."""
    statuses = then.of_all()
    yield f'{{"log":{{"version":"{har.VERSION}","creator":{_json(har.CREATOR)},"entries":['
    for number, exchange in enumerate(exchanges):
        yield f"{',' if number else ''}\n{_json(_entry(exchange, statuses))}"
    yield "\n]}}\n"


def _entry(exchange: Exchange, statuses: Statuses) -> Json:
    given = Given.of(exchange)
    url = f"{as_code.base_url(exchange)}{exchange.path}"
    ours, _removed = columns.written(exchange)
    entry = har.entry(exchange, url, given.request.decode(errors="replace"), _content(given.response))
    return {**entry, "_betaboard": {**ours, "betas": line.betas(exchange, statuses), "tags": line.tags(exchange)}}


def _content(data: bytes) -> Json:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(data).decode(), "encoding": "base64"}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FORMATS = {
    "jsonl": Format("JSONL", "application/x-ndjson", True, jsonl),
    "csv": Format("CSV", "text/csv; charset=utf-8", False, csv),
    "har": Format("HAR", "application/json", True, archive),
}
