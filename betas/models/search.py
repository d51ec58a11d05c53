"""What an exchange can be found by beside its own row: words of its bodies, what they hold, tags."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Lookup, OuterRef, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from betas.models.access import Project
from betas.models.history import Exchange

LONGEST_TAG = 40
LONGEST_FEATURE = 60
# What migration 0009 makes of ExchangeText: on SQLite a table of FTS5, on PostgreSQL a column of the text's own table.
FTS, VECTOR = "betas_exchangewords", "words"
MS_BITS, FRACTION_BITS = 80, 20
LAST_TEXT_ID = 2**62


class ExchangeText(models.Model):
    """The words of request and answer, apart by spaces and folded, for full text alone.

    Whoever writes one gives it an id that follows the exchange's (`first_text_id`): so the index is read newest first.
    """

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, related_name="text")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.exchange_id)


class ExchangeFeature(models.Model):
    """Something that a request or an answer holds: a field such as `thinking`, a block such as `tool_use`."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="features", db_index=False)
    name = models.CharField(max_length=LONGEST_FEATURE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "name"], name="exchange_feature_once")]
        indexes = [models.Index(fields=["name", "-exchange"], name="exchange_feature_newest")]

    def __str__(self) -> str:
        return self.name


class ExchangeTag(models.Model):
    """A word of the project's own on an exchange. `project` is the exchange's, for a list of its tags."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="tags", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=LONGEST_TAG)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["exchange", "name"], name="exchange_tag_once")]
        indexes = [models.Index(fields=["project", "name", "-exchange"], name="exchange_tag_newest")]

    def __str__(self) -> str:
        return self.name


class Beside(Exists):
    """Whether one of `rows`, a queryset of a table beside exchanges, belongs to the exchange."""

    def __init__(self, rows: "QuerySet[models.Model]", **extra: object) -> None:
        super().__init__(rows.filter(exchange=OuterRef("pk")), **extra)
        self.rows = rows


class Holds(Beside):
    """Whether the exchange's text holds a phrase: words apart by spaces, as ExchangeText keeps them.

    A star at its end stands for every word that begins so.
    """

    def __init__(self, phrase: str, **extra: object) -> None:
        super().__init__(ExchangeText.objects.filter(text__holds=phrase), **extra)
        self.phrase = phrase


@models.TextField.register_lookup
class HoldsPhrase(Lookup):
    """On SQLite one row at a time: `betas/history/words.py` asks the index for many."""

    lookup_name = "holds"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:
        row = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.id"
        return f"EXISTS (SELECT 1 FROM {FTS} WHERE {FTS} MATCH %s AND rowid = {row})", [quoted(self.rhs)]  # noqa: S608

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[str]]:
        column = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.{VECTOR}"
        words = " <-> ".join(f"'{word}'" for word in self.rhs.removesuffix("*").split())
        return f"{column} @@ to_tsquery('simple', %s)", [words + (":*" if self.rhs.endswith("*") else "")]


@models.TextField.register_lookup
class HoldsPhraseWithin(Lookup):
    """SQLite alone: all texts with ids from `low` and below `high` that hold a phrase."""

    lookup_name = "holds_within"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        phrase, low, high = self.rhs
        row = f"{compiler.quote_name_unless_alias(self.lhs.alias)}.id"
        held = f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s AND rowid >= %s AND rowid < %s"  # noqa: S608
        return f"{row} IN ({held})", [quoted(phrase), low, high]


def quoted(phrase: str) -> str:
    """As FTS5 wants a phrase."""
    return f'"{phrase.removesuffix("*")}"' + (" *" if phrase.endswith("*") else "")


def first_id(moment: datetime) -> UUID:
    """The least id of an exchange of this moment: they are UUIDs of version 7, milliseconds since 1970 first."""
    return UUID(int=max(int(moment.timestamp() * 1000), 0) << MS_BITS)


def moment_of(exchange: UUID) -> datetime:
    return datetime.fromtimestamp((exchange.int >> MS_BITS) / 1000, UTC)


def next_id(exchange: UUID) -> UUID:
    """The least id of the millisecond after that of an exchange."""
    return UUID(int=((exchange.int >> MS_BITS) + 1) << MS_BITS)


def first_text_id(exchange: UUID) -> int:
    """The least id that the text of an exchange of that millisecond has."""
    return exchange.int >> MS_BITS << FRACTION_BITS
