"""The counts of what was sent, by hour, beta and model: kept as exchanges end, and made anew from their rows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction

from betas.history import latency
from betas.models import Exchange, ExchangeBeta, HourlyRollup
from betas.models.choices import State

HOUR = timedelta(hours=1)
SUMMED = (
    "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "cost", "request_bytes",
    "response_bytes",
)  # fmt: skip
TABLE, KEY = HourlyRollup._meta.db_table, ("project_id", "hour", "model", "whole", "beta")
COUNTS = tuple(field.name for field in HourlyRollup._meta.concrete_fields if field.column not in ("id", *KEY))
# The ORM replaces what is there but cannot add to it, and takes many times as long.
ADD = (
    f"INSERT INTO {TABLE} ({', '.join([*KEY, *COUNTS])}) VALUES ({', '.join(['%s'] * len([*KEY, *COUNTS]))}) "  # noqa: S608
    f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {', '.join(f'{n} = {TABLE}.{n} + excluded.{n}' for n in COUNTS)}"
)


class Key(NamedTuple):
    """Of one row. Their order is the order of locks: who writes several rows cannot wait in a circle."""

    project_id: int
    hour: datetime
    model: str
    whole: bool
    beta: str


class Tally:
    """Counts of ended exchanges, to be added to the stored ones."""

    def __init__(self) -> None:
        self._counts: defaultdict[Key, Counter[str]] = defaultdict(Counter)

    def add(self, exchange: Exchange, names: Collection[str], times: int = 1) -> None:
        """`names` are the betas it was sent with; `times=-1` takes back what was added."""
        counts = Counter({name: times * value for name, value in _counts(exchange).items()})
        for key in _keys(exchange, names):
            self._counts[key].update(counts)

    def write(self) -> None:
        """Call inside the transaction that ends the exchanges."""
        with connection.cursor() as cursor:
            cursor.executemany(ADD, [_row(key, self._counts[key]) for key in sorted(self._counts)])


def _row(key: Key, counts: Counter[str]) -> list[Any]:
    hour = connection.ops.adapt_datetimefield_value(key.hour)
    cost = connection.ops.adapt_decimalfield_value(Decimal(counts["cost"]), max_digits=18, decimal_places=8)
    stored = {**dict.fromkeys(COUNTS, 0), **counts, "cost": cost}
    return [key.project_id, hour, key.model, key.whole, key.beta, *(stored[name] for name in COUNTS)]


def _keys(exchange: Exchange, names: Collection[str]) -> Iterator[Key]:
    hour = hour_of(exchange.created_at)
    yield Key(exchange.project_id, hour, exchange.model, True, "")
    for name in set(names) or {""}:
        yield Key(exchange.project_id, hour, exchange.model, False, name)


def _counts(exchange: Exchange) -> dict[str, Any]:
    """What one exchange adds; how long it took only where it was answered: a refusal is quick and says nothing."""
    counts: dict[str, Any] = {"requests": 1, **{name: getattr(exchange, name) for name in SUMMED}}
    if exchange.has_failed:
        counts["errors"] = 1
    elif exchange.state == State.DONE and exchange.duration_ms is not None:
        counts[latency.column(exchange.duration_ms)] = 1
    return {name: value for name, value in counts.items() if value}


def hour_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def rebuild() -> int:
    """Counts anew every hour of which exchanges are left, each in a transaction of its own; how many hours."""
    return sum(_rebuild(hour) for hour in _hours())


@transaction.atomic
def _rebuild(hour: datetime) -> int:
    _let_nobody_count()
    HourlyRollup.objects.filter(hour=hour).delete()
    _tally(hour).write()
    return 1


def is_missing() -> bool:
    """Whether exchanges were kept before they, or their bytes, were counted."""
    return _missing({}) or _missing({"request_bytes__gt": 0})


def _missing(where: dict[str, int]) -> bool:
    return Exchange.objects.filter(**where).exists() and not HourlyRollup.objects.filter(**where).exists()


def _hours() -> Iterator[datetime]:
    at = datetime.min.replace(tzinfo=UTC)
    while first := Exchange.objects.filter(created_at__gte=at).order_by("created_at").only("created_at").first():
        yield hour_of(first.created_at)
        at = hour_of(first.created_at) + HOUR


def _tally(hour: datetime) -> Tally:
    ended = Exchange.objects.filter(created_at__gte=hour, created_at__lt=hour + HOUR).exclude(state=State.SENDING)
    names = defaultdict(set)
    for pk, name in ExchangeBeta.objects.filter(exchange__in=ended).order_by().values_list("exchange", "name"):
        names[pk].add(name)
    tally = Tally()
    for exchange in ended.order_by().iterator():
        tally.add(exchange, names[exchange.pk])
    return tally


def _let_nobody_count() -> None:
    """An exchange that ends meanwhile waits, and is counted after. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")
