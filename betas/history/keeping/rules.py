"""What a rule of retention takes: of one source, every row below an id, and every body below another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Length
from django.utils import timezone

from betas.models import Exchange, ExchangeBody, Retention
from betas.models.history import ExchangeBodyQuerySet, ExchangeQuerySet
from betas.models.paging import first_id

MEGABYTE = 1_000_000
STORED = Length("body__request") + Length("body__response")


@dataclass(frozen=True, slots=True)
class Due:
    """Rows below `rows` and bodies below `bodies` are due, but for stars; None is no limit."""

    rule: Retention
    rows: UUID | None
    bodies: UUID | None

    def due_rows(self) -> ExchangeQuerySet:
        found = Exchange.objects.prunable(self.rule.project, self.rule.source)
        return found.filter(pk__lt=self.rows) if self.rows else found.none()

    def due_bodies(self) -> ExchangeBodyQuerySet:
        """Those whose row stays."""
        if self.bodies is None:
            return ExchangeBody.objects.none()
        rows = Exchange.objects.prunable(self.rule.project, self.rule.source).filter(pk__lt=self.bodies)
        if self.rows:
            rows = rows.filter(pk__gte=self.rows)
        return ExchangeBody.objects.kept().filter(exchange__in=rows)


def due() -> Iterator[Due]:
    """By rule, as of now."""
    now = timezone.now()
    for rule in Retention.objects.select_related("project").order_by("pk"):
        rows = _latest(_older(now, rule.rows_days), _beyond_rows(rule))
        yield Due(rule, rows, _latest(_older(now, rule.bodies_days), _beyond_bytes(rule)))


def _latest(*bounds: UUID | None) -> UUID | None:
    return max((bound for bound in bounds if bound), default=None)


def _older(now: datetime, days: int | None) -> UUID | None:
    return first_id(now - timedelta(days=days)) if days else None


def _beyond_rows(rule: Retention) -> UUID | None:
    """The oldest row within the number."""
    if not rule.rows_most:
        return None
    newest = Exchange.objects.filter(project=rule.project_id, source=rule.source).order_by("-pk")
    return newest.values_list("pk", flat=True)[rule.rows_most - 1 : rule.rows_most].first()


def _beyond_bytes(rule: Retention) -> UUID | None:
    """The oldest body with which the newest fit, as they are stored: compressed. Those with a star count too."""
    if not rule.bodies_mb:
        return None
    newest = Exchange.objects.filter(project=rule.project_id, source=rule.source, body__isnull=False).order_by("-pk")
    left = rule.bodies_mb * MEGABYTE
    for pk, size in newest.values_list("pk", STORED).iterator():
        left -= size
        if left < 0:
            return UUID(int=pk.int + 1)
    return None
