"""What happened: one row per exchange, its bodies apart, one row per beta sent."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from uuid6 import uuid7

from betas.models.access import Project, Token, Upstream, UpstreamKey, User
from betas.models.choices import Source, State

LONGEST_NOTE = 2000
LONGEST_CAPTION = 60
# Written out: SQLite does not see that a partial index fits where a list of values stands in its condition.
FAILED = Q(state=State.DONE, status__gte=400) | Q(state=State.FAILED) | Q(state=State.INTERRUPTED) | ~Q(error_type="")

NOT_DONE = ~Q(state=State.DONE)


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    def for_user(self, user: User) -> Self:
        """Of projects named one by one: with a query in their place no database reads the newest from an index."""
        return self.filter(project__in=user.project_ids)

    def for_project(self, project: Project) -> Self:
        return self.filter(project=project)

    def failed(self) -> Self:
        """Refused, ended in an error, or never answered whole. One being sent or stopped by the user is neither."""
        return self.filter(FAILED)

    def prunable(self, project: Project, source: str) -> Self:
        """What retention may take: no star is on it, and nobody is sending it any more."""
        return self.filter(project=project, source=source, starred=False).exclude(state=State.SENDING)

    def starred(self) -> Self:
        return self.filter(starred=True)

    def with_beta(self, name: str) -> Self:
        return self.filter(pk__in=ExchangeBeta.objects.filter(name=name).values("exchange"))

    def with_status(self, status: str) -> Self:
        """`status` is a number such as 400, or a class such as 4xx."""
        if status.endswith("xx"):
            first = int(status[0]) * 100
            return self.filter(status__range=(first, first + 99))
        return self.filter(status=int(status))

    def abandoned(self) -> Self:
        """Still marked as sending although the process that sent them is gone."""
        return self.filter(state=State.SENDING, lease_until__lt=timezone.now())

    def for_rows(self) -> Self:
        """With whose they are; `listing.rows` asks for what stands beside many of them at once."""
        return self.select_related("who", "token")

    def for_list(self) -> Self:
        """With the betas that were sent as well, in a constant number of queries."""
        return self.for_rows().prefetch_related("betas")


class Exchange(models.Model):
    """One call and what came of it. Durations are milliseconds, `cost` is US dollars.

    `beta_header` is the raw line, None where none was sent; `price` is what `cost` was computed with and its source.
    `starred` and `note` are the project's own marks, alike for all who may see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="exchanges", db_index=False)
    who = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    token = models.ForeignKey(Token, null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=12, choices=Source.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    upstream = models.ForeignKey(Upstream, null=True, on_delete=models.SET_NULL, related_name="+")
    upstream_name = models.CharField(max_length=50)
    key = models.ForeignKey(UpstreamKey, null=True, on_delete=models.SET_NULL, related_name="+")
    key_label = models.CharField(max_length=60, blank=True)
    simulated = models.BooleanField()
    path = models.CharField(max_length=200)
    model = models.CharField(max_length=128, blank=True)
    api_version = models.CharField(max_length=20)
    beta_header = models.TextField(null=True)  # noqa: DJ001  an empty header and none are different requests
    stream = models.BooleanField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.SENDING)
    failure = models.CharField(max_length=20, blank=True)
    failure_detail = models.CharField(max_length=300, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    error_type = models.CharField(max_length=100, blank=True)
    error_message = models.TextField(blank=True)
    error_means = models.CharField(max_length=20, blank=True)
    error_normalised = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=16, blank=True)
    stop_reason = models.CharField(max_length=60, blank=True)
    request_id = models.CharField(max_length=100, blank=True)
    first_token_ms = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    input_tokens = models.PositiveBigIntegerField(null=True)
    output_tokens = models.PositiveBigIntegerField(null=True)
    cache_creation_input_tokens = models.PositiveBigIntegerField(null=True)
    cache_read_input_tokens = models.PositiveBigIntegerField(null=True)
    cost = models.DecimalField(max_digits=14, decimal_places=8, null=True)
    price = models.JSONField(null=True)
    catalogue_revision = models.PositiveBigIntegerField(default=0)
    preview = models.CharField(max_length=200, blank=True)
    request_bytes = models.PositiveBigIntegerField(default=0)
    response_bytes = models.PositiveBigIntegerField(default=0)
    truncated = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True)
    idempotency_key = models.CharField(max_length=64, null=True)  # noqa: DJ001  unique where given
    starred = models.BooleanField(default=False)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="exchange_state_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="exchange_source_known"),
            models.CheckConstraint(
                condition=Q(state=State.FAILED) | Q(failure="") | Q(state=State.INTERRUPTED),
                name="exchange_failure_only_when_failed",
            ),
            models.UniqueConstraint(fields=["project", "idempotency_key"], name="exchange_sent_once"),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="exchange_newest"),
            models.Index(fields=["project", "-id"], condition=FAILED, name="exchange_failed"),
            models.Index(fields=["project", "status", "-id"], name="exchange_status"),
            models.Index(fields=["project", "model", "-id"], name="exchange_model"),
            models.Index(fields=["project", "fingerprint", "-id"], condition=~Q(fingerprint=""), name="exchange_error"),
            models.Index(fields=["lease_until"], condition=Q(state=State.SENDING), name="exchange_lease"),
            models.Index(fields=["created_at"], name="exchange_time"),
            models.Index(fields=["project", "-id"], condition=Q(starred=True), name="exchange_starred"),
            models.Index(fields=["project", "source", "-id"], name="exchange_source"),
            models.Index(fields=["project", "state", "-id"], condition=NOT_DONE, name="exchange_state"),
            models.Index(fields=["project", "error_type", "-id"], condition=~Q(error_type=""), name="exchange_type"),
            models.Index(fields=["project", "error_means", "-id"], condition=~Q(error_means=""), name="exchange_means"),
            models.Index(fields=["project", "failure", "-id"], condition=~Q(failure=""), name="exchange_failure"),
            models.Index(fields=["project", "request_id", "-id"], condition=~Q(request_id=""), name="exchange_request"),
            models.Index(fields=["project", "cost", "-id"], name="exchange_cost"),
            models.Index(fields=["project", "duration_ms", "-id"], name="exchange_took"),
            models.Index(fields=["project", "-id"], condition=Q(parent__isnull=False), name="exchange_child"),
            models.Index(fields=["project", "-id"], condition=Q(truncated=True), name="exchange_truncated"),
            models.Index(fields=["project", "-id"], condition=~Q(note=""), name="exchange_noted"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("history:exchange", args=[self.id])

    @property
    def caption(self) -> str:
        """The first words of the prompt, else its path: short enough for one line."""
        words = self.preview or self.path
        return words if len(words) <= LONGEST_CAPTION else f"{words[: LONGEST_CAPTION - 1]}…"

    @property
    def has_failed(self) -> bool:
        """The same words as ExchangeQuerySet.failed()."""
        refused = self.state == State.DONE and (self.status or 0) >= 400
        return refused or self.state in (State.FAILED, State.INTERRUPTED) or bool(self.error_type)


class ExchangeBodyQuerySet(models.QuerySet["ExchangeBody"]):
    def kept(self) -> Self:
        return self.exclude(request_codec=ExchangeBody.GONE)


class ExchangeBody(models.Model):
    """The exact bytes both ways, each with its codec (raw or zstd), and the headers that may be kept.

    `events` holds `[end offset in the response, milliseconds since sending]` for each event of a stream. `searchable`
    is true once its words and features are in the index, or will never be, None until then.
    Where the codec is GONE both are empty: removed at `removed_at`, or never stored where that is None.
    """

    GONE = "gone"

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, primary_key=True, related_name="body")
    request = models.BinaryField()
    request_codec = models.CharField(max_length=4, default="raw")
    request_headers = models.JSONField(default=dict)
    response = models.BinaryField(default=bytes)
    response_codec = models.CharField(max_length=4, default="raw")
    response_headers = models.JSONField(default=dict)
    events = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True)
    searchable = models.BooleanField(null=True)

    objects = ExchangeBodyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-exchange"], condition=Q(searchable=None), name="exchange_body_unread")]

    def __str__(self) -> str:
        return str(self.exchange_id)

    def emptied(self) -> "ExchangeBody":
        """The same without what was said."""
        return ExchangeBody(
            exchange_id=self.exchange_id, request_codec=self.GONE, response_codec=self.GONE,
            request_headers=self.request_headers, response_headers=self.response_headers, searchable=True,
            removed_at=self.removed_at,
        )  # fmt: skip


class ExchangePart(models.Model):
    """A checkpoint: what arrived since the one before. Gone, and in the body, once the exchange has ended."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="parts")
    data = models.BinaryField()
    events = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.exchange_id)


class ExchangeBeta(models.Model):
    """One name of an exchange's header, with what filters need beside it."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="betas", db_index=False)
    name = models.CharField(max_length=128)
    position = models.PositiveSmallIntegerField()
    refused = models.BooleanField(default=False)
    is_error = models.BooleanField(default=False)
    model = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["exchange", "position"], name="exchange_beta_once")]
        indexes = [
            models.Index(fields=["name", "is_error", "model", "-exchange"], name="exchange_beta_wide"),
            models.Index(fields=["exchange", "name"], name="exchange_beta_names"),
            models.Index(fields=["name", "-exchange"], condition=Q(refused=True), name="exchange_beta_refused"),
        ]

    def __str__(self) -> str:
        return self.name
