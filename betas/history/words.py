"""Full text of what was sent and answered: drawn from bodies after an exchange has ended, never while it is sent."""

import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from betas.history import read
from betas.history.features import features
from betas.models import ExchangeBody, ExchangeFeature, ExchangeText
from betas.models.choices import State
from betas.models.search import FRACTION_BITS, FTS, LAST_TEXT_ID, first_text_id, next_id, quoted
from betas.upstream import answer as answers

BATCH = 50
BATCH_BYTES = 8 * 1024 * 1024
# Of a request its end, which is new, of an answer its beginning.
MOST_CHARACTERS = 16_000
LONGEST_WORD = 64
LONGEST_BLOB = 1_000
DEEPEST = 30
# What says how a body is built, not what it says.
UNSAID = {"model", "role", "type", "signature", "stop_reason"}
# Written without spaces between words: each character is a word, and several are a phrase.
ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
WORD = re.compile(rf"[{ALONE}]|[^\W_{ALONE}]+")


@dataclass(frozen=True, slots=True)
class Searchable:
    """What an exchange can be found by, not saved."""

    text: ExchangeText
    features: list[ExchangeFeature]


def phrase(text: str) -> str:
    """The words of a text as they are kept and asked for: folded, apart by one space. Empty where it has none."""
    return " ".join(word[:LONGEST_WORD] for word in WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def searchable(exchange: UUID, request: Any, message: Any) -> Searchable:
    """`request` and `message` are the values of both bodies' JSON, or texts where they are none."""
    asked, answered = " ".join(_strings(request)), " ".join(_strings(message))
    text = phrase(f"{asked[-MOST_CHARACTERS:]} {answered[:MOST_CHARACTERS]}")
    # Two exchanges of one millisecond hardly ever draw the same; the second is then drawn again in the next round.
    id = first_text_id(exchange) + random.getrandbits(FRACTION_BITS)
    held = [ExchangeFeature(exchange_id=exchange, name=name) for name in features(request, message)]
    return Searchable(ExchangeText(id=id, exchange_id=exchange, text=text), held)


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in a JSON value, but no blob such as a picture's base64."""
    if isinstance(value, str):
        if len(value) < LONGEST_BLOB or " " in value[:LONGEST_BLOB]:
            yield value
    elif isinstance(value, list) and depth < DEEPEST:
        for item in value:
            yield from _strings(item, depth + 1)
    elif isinstance(value, dict) and depth < DEEPEST:
        for name, item in value.items():
            if name not in UNSAID:
                yield from _strings(item, depth + 1)


def index_pending(limit: int = BATCH) -> int:
    """Makes the newest of those that have ended and cannot be found yet searchable; how many, 0 when all are.

    Bodies are read first; the one short transaction only writes. Many processes may do this at once.
    """
    bodies = ExchangeBody.objects.filter(pk__in=_pending(limit)).select_related("exchange").order_by("-pk")
    return write([_read(body) for body in bodies])


def _pending(limit: int) -> list[UUID]:
    """As many as are read at once: one at least, and no more than BATCH_BYTES of them."""
    unread = ExchangeBody.objects.filter(searchable=None).exclude(exchange__state=State.SENDING).order_by("-exchange")
    rows = unread.values_list("pk", "exchange__request_bytes", "exchange__response_bytes")[:limit]
    found = list(rows)
    before = accumulate((asked + answered for _, asked, answered in found), initial=0)
    return [pk for (pk, *_), size in zip(found, before, strict=False) if size < BATCH_BYTES]


def _read(body: ExchangeBody) -> Searchable:
    exchange = body.exchange
    exchange.body = body
    text, answer = read.request_text(exchange), read.answer_of(exchange)
    message = answer.message if answer.message is not None else read.response_text(exchange)[:MOST_CHARACTERS]
    asked = answers.json_of(text)
    return searchable(exchange.pk, text if asked is None else asked, message)


@transaction.atomic
def write(found: Sequence[Searchable]) -> int:
    """Keeps what can be found; how many of them are kept now, those that another process kept first not among them."""
    bodies = ExchangeBody.objects.filter(pk__in=[one.text.exchange_id for one in found], searchable=None)
    left = set(bodies.select_for_update(skip_locked=True).values_list("pk", flat=True))
    mine = [one for one in found if one.text.exchange_id in left]
    _forget(left)
    ExchangeText.objects.bulk_create((one.text for one in mine), ignore_conflicts=True)
    ExchangeFeature.objects.bulk_create(feature for one in mine for feature in one.features)
    kept = ExchangeText.objects.filter(exchange__in=left).values("exchange")
    return ExchangeBody.objects.filter(pk__in=kept).update(searchable=True)


def _forget(exchanges: Iterable[UUID]) -> None:
    """Of one that ended twice: a sweep took it for lost, and then it came."""
    for model in (ExchangeText, ExchangeFeature):
        model._default_manager.filter(exchange__in=exchanges).delete()


def newest(phrases: Sequence[str], limit: int, before: UUID | None = None) -> list[UUID]:
    """SQLite alone: `limit` exchanges whose texts hold all the phrases, the newest millisecond first.

    PostgreSQL's index knows no order: there the rows are asked one after the other (`Holds`).
    """
    until = first_text_id(next_id(before)) if before else LAST_TEXT_ID
    sql = (
        f"SELECT text.exchange_id FROM {FTS} JOIN {ExchangeText._meta.db_table} text ON text.id = {FTS}.rowid "  # noqa: S608
        f"WHERE {FTS} MATCH %s AND {FTS}.rowid < %s ORDER BY {FTS}.rowid DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [" AND ".join(map(quoted, phrases)), until, limit])
        return [UUID(row[0]) for row in cursor.fetchall()]


def count(phrases: Sequence[str], most: int) -> int:
    """SQLite alone: how many texts hold all the phrases, counted up to `most`."""
    with connection.cursor() as cursor:
        sql = f"SELECT COUNT(*) FROM (SELECT 1 FROM {FTS} WHERE {FTS} MATCH %s LIMIT %s)"  # noqa: S608
        cursor.execute(sql, [" AND ".join(map(quoted, phrases)), most])
        number: int = cursor.fetchone()[0]
        return number


def optimize() -> None:
    """Merges the index's parts, so that nothing of what was deleted stays in it. SQLite alone; takes its time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('optimize')")  # noqa: S608
