"""What people say about errors that are one error."""

from typing import Self

from django.db import models

from betas.models.access import Project, User


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
