"""Which conditions an index answers by itself, however many exchanges there are, and how many fulfil one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from betas.models import Exchange, ExchangeBeta, ExchangeText
from betas.models.history import FAILED, ExchangeQuerySet
from betas.models.search import LAST_TEXT_ID, Beside, Holds, first_text_id, next_id

INDEXES = Exchange._meta.indexes
COLUMNS = {index.fields[1] for index in INDEXES if len(index.fields) > 1} - {"-id"}
COLUMNS |= {"who", "token"}
# Conditions that are an index of their own.
NAMED = [index.condition for index in INDEXES if index.condition]
MODEL = ({"model"}, {"model__in"})
Ids = QuerySet[Any, Any]


def ids(asked: Any, rows: ExchangeQuerySet, beside: Sequence[Q] = ()) -> list[Ids] | None:
    """Ids of exchanges that fulfil `asked`, in parts; None where only looking at each row tells.

    `rows` are the exchanges in question, `beside` is what else is asked.
    """
    if isinstance(asked, Beside):
        by_itself = isinstance(asked, Holds) and connection.vendor == "sqlite"
        return None if by_itself else [_narrowed(asked, beside).order_by().values("exchange")]
    if isinstance(asked, tuple):
        return [rows.filter(asked).values("pk")] if asked[0].partition("__")[0] in COLUMNS else None
    if asked in NAMED:
        return [rows.filter(asked).order_by("-pk").values("pk")]
    if asked.negated or not asked.children:
        return None
    parts = [ids(child, rows, beside) for child in asked.children]
    if asked.connector == Q.OR or len(parts) == 1:
        return None if None in parts else [each for part in parts for each in part or []]
    return [rows.filter(asked).values("pk")] if any(parts) else None


def _narrowed(asked: Beside, beside: Sequence[Q]) -> Ids:
    """A beta's row knows the model and whether it went wrong: what else is asked narrows it at once."""
    if asked.rows.model is not ExchangeBeta:
        return asked.rows
    models = [other for other in beside if not other.negated and _columns(other) in MODEL]
    return asked.rows.filter(*models, *([Q(is_error=True)] if FAILED in beside else []))


def _columns(asked: Q) -> set[str]:
    return {child[0] if isinstance(child, tuple) else "" for child in asked.children}


def words_in(asked: Q) -> Holds | None:
    """The words that a condition asks for, where it asks for nothing else."""
    held = words_asked(asked)
    return None if asked.negated else held


def words_asked(asked: Q) -> Holds | None:
    """The words that are all of a condition, wanted or not."""
    children: list[Any] = asked.children
    return children[0] if len(children) == 1 and isinstance(children[0], Holds) else None


def within(asked: Q, low: UUID | None, high: UUID | None) -> Q:
    """The same for exchanges from `low` and below `high`: all that hold a word at once where that is not wanted.

    On SQLite a look into its index for each row takes far longer; PostgreSQL reads the row's own words.
    """
    held = words_asked(asked)
    if connection.vendor != "sqlite" or held is None or not asked.negated:
        return asked
    bounds = first_text_id(low) if low else 0, first_text_id(next_id(high)) if high else LAST_TEXT_ID
    texts = ExchangeText.objects.filter(text__holds_within=(held.phrase, *bounds))
    return ~Q(pk__in=texts.values("exchange"))


def counted(part: Ids, most: int) -> tuple[int, bool]:
    """How many exchanges a part holds, and whether there are more than were counted."""
    if part.model is Exchange:
        number = part[: most + 1].count()
        return min(number, most), number > most
    # A row beside may come twice.
    found = part[: most + 1].aggregate(rows=Count("exchange"), exchanges=Count("exchange", distinct=True))
    return min(found["exchanges"], most), found["rows"] > most


def few(asked: Sequence[Q], rows: ExchangeQuerySet, most: int) -> tuple[Q, list[Ids]] | None:
    """Of what is asked that which holds for the fewest, if for `most` at most; words last, since they cost most."""
    known = [(each, parts) for each in asked if (parts := ids(each, rows, asked))]
    for with_words in (False, True):
        tried = [(each, parts) for each, parts in known if bool(words_in(each)) == with_words]
        counts = [sum(part[: most + 1].count() for part in parts) for _, parts in tried]
        if counts and min(counts) <= most:
            fewest, parts = tried[counts.index(min(counts))]
            return fewest, [part[: most + 1] for part in parts]
    return None
