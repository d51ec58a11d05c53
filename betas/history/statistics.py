"""What was sent, summed up for a time: read from the counts by hour, never from rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import TruncDay

from betas.history import latency
from betas.models import HourlyRollup, Project

SUMMED = ("requests", "errors", "input_tokens", "output_tokens", "cost", *latency.COLUMNS)
STEPS = {"hour": F("hour"), "day": TruncDay("hour", tzinfo=UTC)}


@dataclass(frozen=True, slots=True)
class Bucket:
    """One beta in one hour or day (UTC), empty for what was sent without one.

    Latencies are those of answers: refusals and failures say nothing about them.
    """

    at: datetime
    beta: str
    requests: int
    errors: int
    input_tokens: int
    output_tokens: int
    cost: Decimal
    p50_ms: int | None
    p95_ms: int | None


def by_beta(project: Project, *, since: datetime, until: datetime, step: str, beta: str = "") -> Iterator[Bucket]:
    """Oldest first, then by name; `since` and `until` are hours, `step` is "hour" or "day", no `beta` is every one."""
    rows = HourlyRollup.objects.filter(project=project, whole=False, hour__gte=since, hour__lt=until)
    return map(_bucket, _summed(rows.filter(beta=beta) if beta else rows, step))


def _summed(rows: QuerySet[HourlyRollup], step: str) -> Iterable[Any]:
    sums = {name: Sum(name) for name in SUMMED}
    return rows.annotate(at=STEPS[step]).values("at", "beta").annotate(**sums).order_by("at", "beta")


def _bucket(row: dict[str, Any]) -> Bucket:
    counts = [row.pop(name) for name in latency.COLUMNS]
    return Bucket(**row, p50_ms=latency.percentile(counts, 0.5), p95_ms=latency.percentile(counts, 0.95))
