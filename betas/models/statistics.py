"""What was sent, counted by the hour and by the day."""

from datetime import datetime
from typing import Self

from django.db import models

from betas.models.access import Project


class HourlyQuerySet(models.QuerySet["HourlyRollup"]):
    def of(self, projects: models.QuerySet[Project]) -> Self:
        return self.filter(project__in=projects)

    def between(self, since: datetime, until: datetime) -> Self:
        """Hours from `since` on and before `until`."""
        return self.filter(hour__gte=since, hour__lt=until)

    # `IN`, since SQLite looks into no index for a bare truth value.
    def each_once(self) -> Self:
        """Every exchange in one row, whatever betas it was sent with."""
        return self.filter(whole__in=[True])

    def by_beta(self) -> Self:
        """Every exchange in a row for each of its betas."""
        return self.filter(whole__in=[False])

    def with_beta(self, name: str) -> Self:
        """Each exchange once; an empty name is what was sent without one."""
        return self.by_beta().filter(beta=name)

    def with_model(self, model: str) -> Self:
        """A piece of its id is enough, as in the history's search."""
        return self.filter(model__icontains=model)


class DailyQuerySet(models.QuerySet["DailyRollup"]):
    def of(self, projects: models.QuerySet[Project]) -> Self:
        return self.filter(project__in=projects)

    def between(self, since: datetime, until: datetime) -> Self:
        """Days from `since` on and before `until`, both of which are midnight (UTC)."""
        return self.filter(day__gte=since.date(), day__lt=until.date())

    def each_once(self) -> Self:
        """Every exchange in one row."""
        return self.filter(kind=DailyRollup.ALL)

    def by_beta(self) -> Self:
        """Every exchange in a row for each of its betas."""
        return self.filter(kind=DailyRollup.BETA)

    def by_model(self) -> Self:
        """Every exchange in one row, that of its model."""
        return self.filter(kind=DailyRollup.MODEL)

    def with_beta(self, name: str) -> Self:
        """Each exchange once; an empty name is what was sent without one."""
        return self.by_beta().filter(name=name)

    def with_model(self, model: str) -> Self:
        """A piece of its id is enough, as in the history's search."""
        return self.by_model().filter(name__icontains=model)


class Counted(models.Model):
    """`cost` is US dollars, `errors` are among `requests`.

    The `up_to_…` columns count answers by how long they took, each those above the bound before it, which is about 1.6
    times lower.
    """

    requests = models.IntegerField(default=0)
    errors = models.IntegerField(default=0)
    input_tokens = models.BigIntegerField(default=0)
    output_tokens = models.BigIntegerField(default=0)
    cache_creation_input_tokens = models.BigIntegerField(default=0)
    cache_read_input_tokens = models.BigIntegerField(default=0)
    cost = models.DecimalField(max_digits=18, decimal_places=8, default=0)
    request_bytes = models.BigIntegerField(default=0)
    response_bytes = models.BigIntegerField(default=0)
    up_to_63_ms = models.IntegerField(default=0)
    up_to_100_ms = models.IntegerField(default=0)
    up_to_160_ms = models.IntegerField(default=0)
    up_to_250_ms = models.IntegerField(default=0)
    up_to_400_ms = models.IntegerField(default=0)
    up_to_630_ms = models.IntegerField(default=0)
    up_to_1000_ms = models.IntegerField(default=0)
    up_to_1600_ms = models.IntegerField(default=0)
    up_to_2500_ms = models.IntegerField(default=0)
    up_to_4000_ms = models.IntegerField(default=0)
    up_to_6300_ms = models.IntegerField(default=0)
    up_to_10000_ms = models.IntegerField(default=0)
    up_to_16000_ms = models.IntegerField(default=0)
    up_to_25000_ms = models.IntegerField(default=0)
    up_to_40000_ms = models.IntegerField(default=0)
    up_to_63000_ms = models.IntegerField(default=0)
    up_to_160000_ms = models.IntegerField(default=0)
    up_to_600000_ms = models.IntegerField(default=0)

    class Meta:
        abstract = True


class HourlyRollup(Counted):
    """What began in one hour (UTC) with one model and one beta.

    `beta` is empty for what was sent without one. Who sends two betas stands in both rows, so a sum over betas counts
    twice: the row that is `whole` counts every exchange once.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rollups")
    hour = models.DateTimeField()
    whole = models.BooleanField()
    beta = models.CharField(max_length=128, blank=True)
    model = models.CharField(max_length=128, blank=True)

    objects = HourlyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "whole", "hour", "beta", "model"], name="rollup_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.beta or '*'} {self.model}"


class DailyRollup(Counted):
    """The sums of a day's hours (UTC): of all, of each beta, of each model. Few rows, however many are sent.

    `name` is that of the beta or the model, empty for what was sent without one, and for all.
    """

    ALL, BETA, MODEL = "", "beta", "model"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=5, blank=True)
    name = models.CharField(max_length=128, blank=True)

    objects = DailyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "day", "name"], name="daily_rollup_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind or '*'} {self.name}"
