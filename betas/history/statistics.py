"""What was sent, summed up for a time: read from the counts by day or by hour, never from rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, pairwise
from typing import Any, Self

from django.db.models import CharField, F, QuerySet, Sum
from django.db.models.functions import Cast, Left

from betas.history import latency
from betas.history.days import DAY, midnight
from betas.models import DailyRollup, HourlyRollup, Project
from betas.models.statistics import DailyQuerySet, HourlyQuerySet

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


@dataclass(frozen=True, slots=True)
class Counts:
    """Of what began from `since` on and before `until`, hours of UTC, told by `step`, "hour" or "day".

    `beta` None is any, an empty name is none; a piece of `model` is enough, an empty one is any. What days know is read
    from those, which are few.
    """

    projects: QuerySet[Project]
    since: datetime
    until: datetime
    step: str
    beta: str | None = None
    model: str = ""

    def sums(self, *by: str, names: Sequence[str] = SUMMED) -> "QuerySet[Any, Any]":
        """What `by` names, then the sums of `names`, in their order.

        `by` is "at", the hour or day, which `moment` reads, or "beta" or "model", or the time and one of these.
        """
        of_beta, of_model = self.beta is not None or "beta" in by, bool(self.model) or "model" in by
        are_days_enough = self._is_in_days and not (of_beta and of_model)
        rows: QuerySet[Any] = self._days(of_beta, of_model) if are_days_enough else self._hours(of_beta)
        told: QuerySet[Any, Any] = rows.values_list(*by).annotate(**{name: Sum(name) for name in names})
        return told.order_by(*by)

    def in_whole_days(self) -> "Iterator[Counts]":
        """The same in pieces, in order: what is left of the first day, the days that are whole, the last one's part."""
        return (replace(self, since=since, until=until) for since, until in pairwise(_bounds(self.since, self.until)))

    @property
    def _is_in_days(self) -> bool:
        return self.step == "day" and all(at == midnight(at.date()) for at in (self.since, self.until))

    def _days(self, of_beta: bool, of_model: bool) -> DailyQuerySet:
        """They know nothing of a beta and a model at once."""
        rows = DailyRollup.objects.of(self.projects).between(self.since, self.until)
        rows = rows.annotate(at=F("day"), beta=F("name"), model=F("name"))
        if of_beta:
            return rows.by_beta() if self.beta is None else rows.with_beta(self.beta)
        if of_model:
            return rows.with_model(self.model) if self.model else rows.by_model()
        return rows.each_once()

    def _hours(self, of_beta: bool) -> HourlyQuerySet:
        rows = HourlyRollup.objects.of(self.projects).between(self.since, self.until).annotate(at=STEPS[self.step])
        rows = rows.with_model(self.model) if self.model else rows
        if of_beta:
            return rows.by_beta() if self.beta is None else rows.with_beta(self.beta)
        return rows.each_once()


def by_beta(project: Project, *, since: datetime, until: datetime, step: str, beta: str = "") -> Iterator[Bucket]:
    """Oldest first, then by name; `since` and `until` are hours, `step` is "hour" or "day", no `beta` is every one."""
    counts = Counts(Project.objects.filter(pk=project.pk), since, until, step, beta or None)
    pieces = counts.in_whole_days() if step == "day" else [counts]
    found = chain.from_iterable(piece.sums("at", "beta") for piece in pieces)
    return (Bucket(moment(at), name, Numbers.of(told)) for at, name, *told in found)


def moment(at: str | date) -> datetime:
    return datetime.fromisoformat(str(at)).replace(tzinfo=UTC)


def _bounds(since: datetime, until: datetime) -> list[datetime]:
    """Both, and the midnights of UTC between which all days are whole."""
    first, last = midnight(since.date()), midnight(until.date())
    if first == last:
        return [since, until]
    return sorted({since, first if first == since else first + DAY, last, until})
