"""What the database keeps, in the words of the model, past every list of the product's own."""

from collections import Counter
from uuid import UUID

from django.db import connection
from django.db.models import Model as Table

from betas.models import ExchangeText, HourlyRollup
from betas.models.search import FTS
from tests.history.modelled import Key


def of(table: type[Table]) -> Counter[UUID]:
    """How many rows each exchange has in a table beside."""
    return Counter(table._default_manager.order_by().values_list("exchange", flat=True))


def indexed(word: str) -> int:
    """As the index says, on SQLite whatever rows are there; PostgreSQL's is one of the text's own table."""
    if connection.vendor == "postgresql":
        return ExchangeText.objects.filter(text__holds=word).count()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {FTS} WHERE {FTS} MATCH %s", [word])  # noqa: S608
        return int(cursor.fetchone()[0])


def counted() -> dict[Key, Counter[str]]:
    names = ("requests", "errors", "output_tokens", "request_bytes", "response_bytes")
    rows = HourlyRollup.objects.values("hour", "whole", "beta", *names)
    kept = {(row["hour"], row["whole"], row["beta"]): Counter({n: row[n] for n in names}) for row in rows}
    return without_zeros(kept)


def without_zeros(counts: dict[Key, Counter[str]]) -> dict[Key, Counter[str]]:
    """What was taken back to nothing is a row of zeros or none."""
    return {key: found for key, kept in counts.items() if (found := Counter({n: v for n, v in kept.items() if v}))}
