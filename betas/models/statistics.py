"""What was sent, counted by the hour."""

from django.db import models

from betas.models.access import Project


class HourlyRollup(models.Model):
    """What began in one hour (UTC) with one model and one beta; `cost` is US dollars.

    `beta` is empty for what was sent without one. Who sends two betas stands in both rows, so a sum over betas counts
    twice: the row that is `whole` counts every exchange once. The `up_to_…` columns count answers by how long they
    took, each those above the bound before it, which is about 1.6 times lower.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rollups")
    hour = models.DateTimeField()
    whole = models.BooleanField()
    beta = models.CharField(max_length=128, blank=True)
    model = models.CharField(max_length=128, blank=True)
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
        constraints = [
            models.UniqueConstraint(fields=["project", "whole", "hour", "beta", "model"], name="rollup_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.beta or '*'} {self.model}"
