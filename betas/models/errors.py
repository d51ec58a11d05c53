"""What people say about errors that are one error."""

from typing import Self

from django.db import models

from betas.models.access import Project, User
from betas.models.choices import Means


class ErrorGroupQuerySet(models.QuerySet["ErrorGroup"]):
    def for_user(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.for_user(user))


class ErrorGroup(models.Model):
    """A mark on every error of one fingerprint; muted where `muted_at` is set, then with a reason."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="error_groups")
    fingerprint = models.CharField(max_length=16)
    muted_at = models.DateTimeField(null=True, blank=True)
    muted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=2000, blank=True)

    objects = ErrorGroupQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "fingerprint"], name="error_group_once")]

    def __str__(self) -> str:
        return self.fingerprint


class ErrorSignature(models.Model):
    """A wording that the doctor shall know: words of an error, in which one `*` stands for a few others.

    `samples` are errors it must recognise, one a line; `beta` is the one meant where the wording names none.
    """

    pattern = models.CharField(max_length=300, unique=True)
    means = models.CharField(max_length=20, choices=Means.choices)
    retry = models.CharField(max_length=10)
    beta = models.CharField(max_length=128, blank=True)
    note = models.CharField(max_length=400, blank=True)
    samples = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.pattern
