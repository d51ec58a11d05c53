"""What was sent, summed up for a time: read from the counts by hour, never from rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast, Left

from betas.history import latency
from betas.models import HourlyRollup, Project
from betas.models.statistics import RollupQuerySet

TOLD = (
    "requests", "errors", "input_tokens", "output_tokens",
    "cache_creation_input_tokens", "cache_read_input_tokens", "cost",
)  # fmt: skip
SUMMED = (*TOLD, *latency.COLUMNS)
# How much of `2026-11-25 13:00:00` is the same for all of a step. SQLite truncates a moment in Python, row by row.
STEPS = {"hour": Left(Cast("hour", CharField()), 13), "day": Left(Cast("hour", CharField()), 10)}
Sums = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """`errors` are among `requests`; `cost` is US dollars.

    Latencies are those of answers, None where there were none: refusals and failures say nothing about them.
    """

    requests: int
    errors: int
    input_tokens: int
    output_tokens: int
    cache_creation_input_tokens: int
    cache_read_input_tokens: int
    cost: Decimal
    p50_ms: int | None
    p95_ms: int | None

    @classmethod
    def of(cls, sums: Sums) -> Self:
        """`sums` are those of SUMMED."""
        told, counts = dict(zip(TOLD, sums, strict=False)), sums[len(TOLD) :]
        return cls(**told, p50_ms=latency.percentile(counts, 0.5), p95_ms=latency.percentile(counts, 0.95))

    @classmethod
    def together(cls, several: Iterable[Sums]) -> Self:
        """At least one."""
        return cls.of([sum(column) for column in zip(*several, strict=True)])

    @property
    def errors_percent(self) -> float:
        return 100 * self.errors / self.requests if self.requests else 0.0


@dataclass(frozen=True, slots=True)
class Bucket:
    """One beta in one hour or day (UTC), empty for what was sent without one."""

    at: datetime
    beta: str
    numbers: Numbers


def by_beta(project: Project, *, since: datetime, until: datetime, step: str, beta: str = "") -> Iterator[Bucket]:
    """Oldest first, then by name; `since` and `until` are hours, `step` is "hour" or "day", no `beta` is every one."""
    rows = HourlyRollup.objects.filter(project=project).between(since, until)
    found = sums(rows.with_beta(beta) if beta else rows.by_beta(), "at", "beta", step=step)
    return (Bucket(moment(at), name, Numbers.of(counts)) for at, name, *counts in found)


def sums(rows: RollupQuerySet, *by: str, step: str = "day", names: Sequence[str] = SUMMED) -> "QuerySet[Any, Any]":
    """What `by` names, then the sums of `names`, in their order; "at" is the hour or day, which `moment` reads."""
    grouped = rows.annotate(at=STEPS[step]).values_list(*by)
    return grouped.annotate(**{name: Sum(name) for name in names}).order_by(*by)


def moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=UTC)
