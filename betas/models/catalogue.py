"""What is known about betas. An absent value means "not stated", never "no"."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from betas import header
from betas.models.choices import Category, GateKind, GateMode, Platform, Status, Visibility


def validate_beta_name(name: str) -> None:
    try:
        header.valid(name)
    except header.MalformedBeta as error:
        raise ValidationError(
            _("A beta name starts with a letter or digit and holds only letters, digits and . _ : - (at most 128).")
        ) from error


class Family(models.Model):
    """The dated versions of one feature."""

    slug = models.SlugField(max_length=100, unique=True)

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.slug


DATED = ("named_on", "announced_on", "first_in_sdk_on", "ga_on", "deprecated_on", "retired_on")


class BetaQuerySet(models.QuerySet["Beta"]):
    def past(self) -> Self:
        """Betas nobody should start with: folded away in lists."""
        return self.filter(status__in=[Status.RETIRED, Status.SUPERSEDED])

    def current(self) -> Self:
        return self.exclude(status__in=[Status.RETIRED, Status.SUPERSEDED])

    def brief(self) -> Self:
        """With its successor, gates and platforms."""
        return self.select_related("successor").prefetch_related("gates", "platforms")

    def not_checked_since(self, day: date) -> Self:
        """Neither verified by a person nor read of in a source from that day on."""
        read = Evidence.objects.filter(read_on__gte=day).values("beta")
        return self.exclude(verified_on__gte=day).exclude(pk__in=read)

    def locked(self) -> Self:
        """For whoever reads, judges and writes in one transaction: others wait. SQLite has one writer anyway."""
        return self.select_for_update(of=("self",))

    def by_name(self, *, after: str = "") -> Self:
        """From the name after `after`: the pages of a list."""
        return (self.filter(name__gt=after) if after else self).order_by("name")

    def for_list(self) -> Self:
        """What a list's row shows, its platforms apart; long texts and what was shipped stay in the database."""
        shown = ("name", "title", "summary", "status", *DATED, "changes_response_shape", "header_still_needed")
        return self.select_related("successor").only(*shown, "successor__name")

    def for_advice(self) -> Self:
        """What is said of a name that was sent: its status, since when, and what to do about it."""
        facts = ("still_accepted", "header_still_needed", "changes_response_shape")
        return self.select_related("successor").only(
            "name", "status", *DATED, *facts, "successor__name", "successor__status"
        )

    def for_family(self) -> Self:
        """What a family's list and the timeline show."""
        shown = ("name", "status", *DATED, "family__slug", "successor__name", "successor__status")
        return self.select_related("family", "successor").only(*shown)

    def whole(self) -> Self:
        """With everything that stands beside a beta, in a constant number of queries."""
        return self.select_related("family", "successor").prefetch_related(
            "related",
            "gates",
            "platforms",
            "models",
            "conflicts__other",
            "requirements__other",
            "evidence",
        )


class Beta(models.Model):
    """One exact header value. `shipped` is what the last load brought: the base of the three-way merge.

    `kept` holds, by field, the shipped value against which a keeper decided to stay with ours.
    """

    name = models.CharField(max_length=128, unique=True, validators=[validate_beta_name])
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="betas")
    named_on = models.DateField(null=True, blank=True, help_text=_("The date in the name. Not the launch day."))
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.UNKNOWN)
    status_reason = models.TextField(blank=True)
    announced_on = models.DateField(null=True, blank=True)
    first_in_sdk_on = models.DateField(null=True, blank=True)
    last_in_sdk_on = models.DateField(null=True, blank=True)
    first_in_sdk_version = models.CharField(max_length=40, blank=True)
    last_in_sdk_version = models.CharField(max_length=40, blank=True)
    ga_on = models.DateField(null=True, blank=True)
    deprecated_on = models.DateField(null=True, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors")
    related = models.ManyToManyField("self", blank=True, symmetrical=False)
    still_accepted = models.BooleanField(null=True, blank=True)
    header_still_needed = models.BooleanField(null=True, blank=True)
    header_note = models.TextField(blank=True)
    changes_response_shape = models.BooleanField(null=True, blank=True)
    endpoints = models.JSONField(default=list, blank=True, help_text=_("Such as POST /v1/messages."))
    docs_url = models.URLField(max_length=300, blank=True)
    visibility = models.CharField(max_length=20, choices=Visibility.choices)
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    shipped = models.JSONField(default=dict, blank=True, editable=False)
    kept = models.JSONField(default=dict, blank=True, editable=False)

    objects = BetaQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="beta_status_known"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="beta_category_known"),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="beta_visibility_known"),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="beta_is_not_its_own_successor"),
        ]
        indexes = [models.Index(fields=["status", "name"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:beta", args=[self.name])


class ClaudeModel(models.Model):
    """A model id. Prices are US dollars per million tokens as decimal strings, from a third party: estimates.

    `prices` and `prices_above_100k` (prompts over 100,000 tokens) have the keys input, output, cache_write_5m,
    cache_write_1h, cache_read, batch_input, batch_output, each only where a source states it.
    """

    id = models.CharField(max_length=100, primary_key=True)
    in_sdk = models.BooleanField(default=False)
    retires_on = models.DateField(null=True, blank=True)
    context_window = models.PositiveIntegerField(null=True, blank=True)
    max_output_tokens = models.PositiveIntegerField(null=True, blank=True)
    prices = models.JSONField(default=dict, blank=True)
    prices_above_100k = models.JSONField(default=dict, blank=True)
    price_source = models.CharField(max_length=200, blank=True)
    sources = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0, help_text=_("Newest first in lists."))
    shipped = models.JSONField(default=dict, blank=True, editable=False)
    kept = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = "Claude model"

    def __str__(self) -> str:
        return self.id


class ModelSupport(models.Model):
    """Whether a beta works with a model. The model is named as the source names it, aliases included."""

    beta = models.ForeignKey(Beta, on_delete=models.CASCADE, related_name="models")
    model = models.CharField(max_length=100)
    supported = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["beta", "model"], name="model_support_once")]

    def __str__(self) -> str:
        return f"{self.beta_id} {self.model}"


class PlatformSupport(models.Model):
    """Whether a beta works on a platform, and under which name it is sent there."""

    beta = models.ForeignKey(Beta, on_delete=models.CASCADE, related_name="platforms")
    platform = models.CharField(max_length=30, choices=Platform.choices)
    supported = models.BooleanField(null=True, blank=True)
    sent_as = models.CharField(max_length=128, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["beta", "platform"], name="platform_support_once"),
            models.CheckConstraint(condition=Q(platform__in=Platform.values), name="platform_known"),
        ]

    def __str__(self) -> str:
        return f"{self.beta_id} {self.platform}"


class Gate(models.Model):
    """A request field, tool type, content block or value that a beta unlocks.

    `path` is a pattern such as `context_management`, `tools[].type` or, where only some items are meant,
    `messages[role=system].clear_at`. `value` is empty for a field; `object` stands for any object.
    With `only_on`, the gate stands on these models only.
    """

    beta = models.ForeignKey(Beta, on_delete=models.CASCADE, related_name="gates")
    path = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=GateKind.choices)
    value = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=20, choices=GateMode.choices)
    only_on = models.JSONField(default=list, blank=True, help_text=_("Model ids; empty means every model."))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["beta", "path", "kind", "value"], name="gate_once"),
            models.CheckConstraint(condition=Q(kind__in=GateKind.values), name="gate_kind_known"),
            models.CheckConstraint(condition=Q(mode__in=GateMode.values), name="gate_mode_known"),
        ]

    def __str__(self) -> str:
        return f"{self.path}={self.value}" if self.value else self.path


class Conflict(models.Model):
    """What a beta cannot be combined with: another beta, or something in words."""

    beta = models.ForeignKey(Beta, on_delete=models.CASCADE, related_name="conflicts")
    subject = models.CharField(max_length=200)
    other = models.ForeignKey(Beta, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.subject


class Requirement(models.Model):
    """What a beta needs beside it: another beta, or something in words."""

    beta = models.ForeignKey(Beta, on_delete=models.CASCADE, related_name="requirements")
    other = models.ForeignKey(Beta, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.note


class Evidence(models.Model):
    """Where a fact is from. An empty `field` speaks for the whole beta."""

    beta = models.ForeignKey(Beta, on_delete=models.CASCADE, related_name="evidence")
    field = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    source = models.CharField(max_length=400)
    url = models.URLField(max_length=400, blank=True)
    read_on = models.DateField(null=True, blank=True)
    stated = models.BooleanField(default=True, help_text=_("Off where the fact is inferred."))
    third_party = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.source
