"""How long things are kept, and what the server does about it now and then."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from betas.models.access import Project
from betas.models.choices import Source


class Retention(models.Model):
    """How long the exchanges of one source are kept; what is empty has no limit. Stars are kept whatever it says.

    Bodies go before rows: with days and bytes of their own, while the row, its betas, its error and its numbers stay.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="retention")
    source = models.CharField(max_length=12, choices=Source.choices)
    bodies_days = models.PositiveIntegerField(null=True)
    bodies_mb = models.PositiveIntegerField(null=True)
    rows_days = models.PositiveIntegerField(null=True)
    rows_most = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "source"], name="retention_once"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="retention_source_known"),
        ]

    def __str__(self) -> str:
        return self.get_source_display()


class ChoreQuerySet(models.QuerySet["Chore"]):
    def claim(self, name: str, lease: timedelta, *, only_if_due: bool = False) -> bool:
        """Whether this process may do it now: one at a time, and again by itself once the lease has run out."""
        chore, _new = self.get_or_create(name=name)
        now = timezone.now()
        if chore.busy_until > now or (only_if_due and chore.due_at > now):
            return False
        free = self.filter(name=name, busy_until=chore.busy_until, due_at=chore.due_at)
        return free.update(busy_until=now + lease) == 1

    def renew(self, name: str, lease: timedelta) -> None:
        self.filter(name=name).update(busy_until=timezone.now() + lease)

    def done(self, name: str, told: dict[str, Any], *, again_in: timedelta) -> None:
        now = timezone.now()
        self.update_or_create(
            name=name, defaults={"told": told, "done_at": now, "due_at": now + again_in, "busy_until": now}
        )


class Chore(models.Model):
    """What is done now and then, by whichever process comes first; `told` is what the last one has to say."""

    PRUNE, BACKUP, COMPACT = "prune", "backup", "compact"

    name = models.CharField(primary_key=True, max_length=20)
    due_at = models.DateTimeField(default=timezone.now)
    busy_until = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    told = models.JSONField(default=dict)

    objects = ChoreQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
