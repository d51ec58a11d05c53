"""What packages were read, and what was proposed because of them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SyncRunQuerySet(models.QuerySet["SyncRun"]):
    def before(self, package: str) -> "SyncRun | None":
        """The run that read this package last."""
        return self.filter(package=package).first()


class SyncRun(models.Model):
    """One package read. `said` keeps what later releases are compared with: names, pins or forwardings."""

    at = models.DateTimeField(auto_now_add=True)
    package = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    said = models.JSONField(default=dict)
    proposed = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    objects = SyncRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.package} {self.version}"


class ProposalKind(models.TextChoices):
    NEW = "new", _("New name")
    GONE = "gone", _("Gone from the SDK's list")
    PIN = "pin", _("Sent by default elsewhere")
    REMOVAL = "removal", _("Removal announced")
    PLATFORM = "platform", _("Platform")


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def waiting(self) -> Self:
        return self.filter(state=ProposalState.WAITING)

    def names(self, *, after: str, most: int) -> list[str]:
        """The first betas that proposals are about, by name, from behind `after`."""
        found = self.filter(beta__gt=after).order_by("beta").values_list("beta", flat=True)
        return list(found.distinct()[:most])

    def new_names(self) -> Self:
        return self.filter(kind=ProposalKind.NEW)


class Proposal(models.Model):
    """Facts that somebody has to look at first. `values` are in the form of the catalogue's data files.

    `evidence` is a list of `{source, url, words, stated, third_party}`. `key` is the same for the same proposal from
    the same evidence: what was rejected does not come back until its evidence changes.
    """

    run = models.ForeignKey(SyncRun, on_delete=models.CASCADE, related_name="proposals")
    beta = models.CharField(max_length=128)
    kind = models.CharField(max_length=10, choices=ProposalKind.choices)
    values = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=400, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["beta", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ProposalKind.values), name="proposal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="proposal_state_known"),
        ]
        indexes = [models.Index(fields=["state", "beta"])]

    def __str__(self) -> str:
        return f"{self.beta}: {self.get_kind_display()}"
