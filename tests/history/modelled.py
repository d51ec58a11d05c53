"""The history as plain Python: what the database must agree with. Nothing here asks the product."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

WORDS = ("apple", "berry", "cedar", "damson")
NAMES = ("alpha-2025-01-01", "alpha-2025-02-02", "bravo-2025-03-03")
TAGS = ("good", "odd")
SOURCES = ("api", "gateway", "playground")
LIVE = ("sending", "interrupted")
ANSWER_END = b'"}],"usage":{"input_tokens":3,"output_tokens":7}}'
Key = tuple[datetime, bool, str]


@dataclass
class Row:
    """`days` is how old it is; `said` and `features` are what it can be found by once it is indexed."""

    pk: UUID
    days: int
    hour: datetime
    source: str
    names: tuple[str, ...]
    asked: str
    answer: str
    thinks: bool
    stored: bool
    request_bytes: int
    state: str = "sending"
    status: int | None = None
    refused: frozenset[str] = frozenset()
    abandoned: bool = False
    starred: bool = False
    note: str = ""
    tags: set[str] = field(default_factory=set)
    kept: int = 0
    tokens: int = 0
    response_bytes: int = 0
    emptied: bool = False
    pending: bool = True
    said: frozenset[str] | None = None
    features: bool = False

    @property
    def failed(self) -> bool:
        return self.state in ("failed", "interrupted") or (self.status or 0) >= 400

    @property
    def has_body(self) -> bool:
        return self.stored and not self.emptied

    def index(self) -> None:
        """What is there to be read now."""
        if self.has_body and self.pending and self.state != "sending":
            heard = [self.answer] if self.response_bytes or self.kept else []
            self.said, self.features, self.pending = frozenset([self.asked, *heard]), self.thinks, False

    def empty(self) -> None:
        if self.has_body:
            self.emptied, self.said, self.kept = True, None, 0

    def end(self, state: str, length: int, *, status: int | None = None, tokens: int = 0) -> None:
        self.state, self.status, self.tokens, self.response_bytes = state, status, tokens, length
        self.pending, self.kept = True, 0

    def counts(self) -> Counter[str]:
        return Counter(
            requests=1, errors=int(self.failed), output_tokens=self.tokens, request_bytes=self.request_bytes,
            response_bytes=self.response_bytes,
        )  # fmt: skip

    def counted_under(self) -> list[Key]:
        return [(self.hour, True, ""), *((self.hour, False, name) for name in set(self.names) or {""})]


def request_body(*, asked: str, thinks: bool, **_rest: object) -> bytes:
    body: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": asked}]}
    return json.dumps(body | ({"thinking": {"type": "enabled"}} if thinks else {})).encode()


def answer_body(row: Row) -> bytes:
    start = b'{"type":"message","role":"assistant","content":[{"type":"text","text":"'
    return start + row.answer.encode() + ANSWER_END


def refusal_body(row: Row) -> bytes:
    error = {"type": "invalid_request_error", "message": f"No {row.answer}"}
    return json.dumps({"type": "error", "error": error}).encode()


Fits = Callable[[Row], bool]


class Model:
    """`rows` by id; `counted` is what ever ended, by key of the statistics."""

    def __init__(self) -> None:
        self.rows: dict[UUID, Row] = {}
        self.counted: dict[Key, Counter[str]] = {}

    def newest_first(self, rows: Iterable[Row] | None = None) -> list[UUID]:
        return sorted((row.pk for row in (self.rows.values() if rows is None else rows)), reverse=True)

    def found(self, *asked: Fits) -> list[UUID]:
        return self.newest_first(row for row in self.rows.values() if all(fits(row) for fits in asked))

    def count(self, row: Row, times: int = 1) -> None:
        """Ended, or by -1 taken back because it ended otherwise after all."""
        for key in row.counted_under():
            kept = self.counted.setdefault(key, Counter())
            for name, number in row.counts().items():
                kept[name] += times * number

    def recounted(self) -> dict[Key, Counter[str]]:
        """As made anew from rows: hours of which one is left, the others as they were counted."""
        again = Model()
        for row in self.rows.values():
            if row.state != "sending":
                again.count(row)
        left = {row.hour for row in self.rows.values()}
        return {**{key: kept for key, kept in self.counted.items() if key[0] not in left}, **again.counted}

    def prune(self, source: str, *, rows_days: int | None, rows_most: int | None, bodies_days: int | None) -> None:
        of_source = [self.rows[pk] for pk in self.newest_first() if self.rows[pk].source == source]
        for place, row in enumerate(of_source):
            if row.starred or row.state == "sending":
                continue
            if (rows_days and row.days >= rows_days) or (rows_most and place >= rows_most):
                del self.rows[row.pk]
            elif bodies_days and row.days >= bodies_days:
                row.empty()


def _said(word: str) -> Fits:
    return lambda row: word in (row.said or ())


def _sent_with(name: str) -> Fits:
    return lambda row: name in row.names


def _tagged(tag: str) -> Fits:
    return lambda row: tag in row.tags


def _from(source: str) -> Fits:
    return lambda row: row.source == source


# What may be asked, and whom it fits.
ASKED: dict[str, Fits] = {
    **{word: _said(word) for word in WORDS},
    **{f"{word[:3]}*": _said(word) for word in WORDS[:2]},
    **{f"beta:{name}": _sent_with(name) for name in NAMES},
    **{f"tag:{tag}": _tagged(tag) for tag in TAGS},
    **{f"source:{source}": _from(source) for source in SOURCES},
    "beta:alpha*": lambda row: any(name.startswith("alpha") for name in row.names),
    "beta:none": lambda row: not row.names,
    "refused:alpha*": lambda row: any(name.startswith("alpha") for name in row.refused),
    "tag:none": lambda row: not row.tags,
    "status:4xx": lambda row: row.status == 400,
    "status:<400": lambda row: row.status == 200,
    "status:none": lambda row: row.status is None,
    "state:sending": lambda row: row.state == "sending",
    "state:interrupted": lambda row: row.state == "interrupted",
    "state:done": lambda row: row.state == "done",
    "is:failed": lambda row: row.failed,
    "is:starred": lambda row: row.starred,
    "has:note": lambda row: bool(row.note),
    "has:thinking": lambda row: row.features,
    "since:now-36h": lambda row: row.days < 2,
}  # fmt: skip
