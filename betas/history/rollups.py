"""The counts of what was sent, by hour, beta and model, and their sums by day.

Both are kept as exchanges end, and made anew from their rows.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Sum, Value

from betas.history import latency
from betas.history.days import DAY, midnight
from betas.history.rows import insert
from betas.models import DailyRollup, Exchange, ExchangeBeta, HourlyRollup, Project
from betas.models.choices import State
from betas.models.statistics import Counted

HOUR = timedelta(hours=1)
SUMMED = (
    "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "cost", "request_bytes",
    "response_bytes",
)  # fmt: skip
COUNTS = tuple(field.name for field in Counted._meta.fields)
HOURS, DAYS = HourlyRollup._meta.db_table, DailyRollup._meta.db_table


class Hour(NamedTuple):
    """The key of one row. Its order is the order of locks: who writes several rows cannot wait in a circle."""

    project_id: int
    hour: datetime
    model: str
    whole: bool
    beta: str


class Day(NamedTuple):
    """The key of one row; days are locked after hours, in this order."""

    project_id: int
    day: date
    kind: str
    name: str


def _add(table: str, key: Sequence[str]) -> str:
    """The ORM replaces what is there but cannot add to it, and takes many times as long."""
    columns, places = ", ".join([*key, *COUNTS]), ", ".join(["%s"] * len([*key, *COUNTS]))
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in COUNTS)
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({places}) "  # noqa: S608  names of our own
        f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {added}"
    )


ADD_HOURS, ADD_DAYS = _add(HOURS, Hour._fields), _add(DAYS, Day._fields)


class Tally:
    """Counts of ended exchanges, to be added to the stored ones."""

    def __init__(self) -> None:
        self._hours: defaultdict[Hour, Counter[str]] = defaultdict(Counter)

    def add(self, exchange: Exchange, names: Collection[str], times: int = 1) -> None:
        """`names` are the betas it was sent with; `times=-1` takes back what was added."""
        counts = Counter({name: times * value for name, value in _counts(exchange).items()})
        for key in _keys(exchange, names):
            self._hours[key].update(counts)

    def write(self) -> None:
        """Call inside the transaction that ends the exchanges."""
        days: defaultdict[Day, Counter[str]] = defaultdict(Counter)
        for hour, counts in self._hours.items():
            for day in _days(hour):
                days[day].update(counts)
        with connection.cursor() as cursor:
            cursor.executemany(ADD_HOURS, _rows(self._hours))
            cursor.executemany(ADD_DAYS, _rows(days))


def _rows(counted: Mapping[Any, Counter[str]]) -> list[list[Any]]:
    return [[*map(_adapted, key), *_amounts(counted[key])] for key in sorted(counted)]


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _amounts(counts: Counter[str]) -> Iterator[Any]:
    cost = connection.ops.adapt_decimalfield_value(Decimal(counts["cost"]), max_digits=18, decimal_places=8)
    return (cost if name == "cost" else counts[name] for name in COUNTS)


def _keys(exchange: Exchange, names: Collection[str]) -> Iterator[Hour]:
    hour = hour_of(exchange.created_at)
    yield Hour(exchange.project_id, hour, exchange.model, True, "")
    for name in set(names) or {""}:
        yield Hour(exchange.project_id, hour, exchange.model, False, name)


def _days(hour: Hour) -> Iterator[Day]:
    """The rows of its day in which a row of an hour is counted."""
    key = partial(Day, hour.project_id, hour.hour.date())
    if hour.whole:
        yield key(DailyRollup.ALL, "")
        yield key(DailyRollup.MODEL, hour.model)
    else:
        yield key(DailyRollup.BETA, hour.beta)


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
    # Projects and `whole` stand before the hour in the index.
    HourlyRollup.objects.of(Project.objects.all()).filter(whole__in=[False, True], hour=hour).delete()
    _tally(hour).write()
    _sum_up(hour.date())
    return 1


def _sum_up(day: date) -> None:
    """Makes its rows anew from those of its hours, whatever they said."""
    projects = Project.objects.all()
    hours = HourlyRollup.objects.of(projects).between(midnight(day), midnight(day) + DAY)
    for kind, rows, name in (
        (DailyRollup.ALL, hours.each_once(), Value("")),
        (DailyRollup.BETA, hours.by_beta(), F("beta")),
        (DailyRollup.MODEL, hours.each_once(), F("model")),
    ):
        DailyRollup.objects.of(projects).filter(kind=kind, day=day).delete()
        sums = rows.values("project_id", name=name).annotate(**{count: Sum(count) for count in COUNTS})
        insert(DailyRollup, [DailyRollup(day=day, kind=kind, **told) for told in sums])


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
    """An exchange that ends meanwhile waits, and is counted after: who writes days has written hours before.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {HOURS} IN SHARE ROW EXCLUSIVE MODE")
