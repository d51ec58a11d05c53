"""Who may do what, where requests go, and with which key."""

import uuid
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from betas.models.choices import HeaderStyle, Platform, Role
from betas.models.prepared import prepared

DEFAULT = "default"


class User(AbstractUser):
    """A person. What they may do stands in their memberships; a superuser is an administrator everywhere."""

    @cached_property
    def project_ids(self) -> list[int]:
        """Of the projects they may read, asked once for as long as this object lives: a request."""
        return list(Project.objects.for_user(self).values_list("pk", flat=True))


class ProjectQuerySet(models.QuerySet["Project"]):
    def for_user(self, user: User) -> Self:
        return self if user.is_superuser else self.filter(memberships__user=user)

    def default(self) -> "Project":
        found = _projects(DEFAULT)
        return found[0] if found else self.get_or_create(slug=DEFAULT, defaults={"name": "Default"})[0]


@prepared
def _projects(slug: str) -> "models.QuerySet[Project]":
    return Project.objects.filter(slug=slug)


class Project(models.Model):
    """Exchanges, keys and tokens belong to one. There is one default row today."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    members = models.ManyToManyField(User, through="Membership", related_name="projects")
    store_bodies = models.BooleanField(default=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class UpstreamQuerySet(models.QuerySet["Upstream"]):
    def for_user(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.for_user(user))

    def real(self) -> Self:
        """Open ones that take a key."""
        return self.filter(enabled=True).exclude(base_url__startswith="simulator:")

    def for_project(self, project: Project) -> Self:
        return self.filter(project=project)


class Upstream(models.Model):
    """A place requests go, made by an administrator. `name` is how programs call it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="upstreams")
    name = models.SlugField(max_length=50)
    title = models.CharField(max_length=100)
    base_url = models.CharField(max_length=300, help_text=_("Without /v1, such as https://api.anthropic.com."))
    platform = models.CharField(max_length=30, choices=Platform.choices, default=Platform.CLAUDE_API)
    header_style = models.CharField(max_length=10, choices=HeaderStyle.choices, default=HeaderStyle.X_API_KEY)
    enabled = models.BooleanField(default=True)

    objects = UpstreamQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="upstream_name_once"),
            models.CheckConstraint(condition=Q(platform__in=Platform.values), name="upstream_platform_known"),
            models.CheckConstraint(condition=Q(header_style__in=HeaderStyle.values), name="upstream_style_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def simulated(self) -> bool:
        return self.base_url.startswith("simulator://")


class UpstreamKeyQuerySet(models.QuerySet["UpstreamKey"]):
    def for_user(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.for_user(user))

    def for_list(self) -> Self:
        return self.select_related("upstream", "created_by")

    def for_project(self, project: Project) -> Self:
        return self.filter(project=project)


class UpstreamKey(models.Model):
    """An encrypted key, bound to one upstream. Nothing but its last four characters is ever shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="keys")
    upstream = models.ForeignKey(Upstream, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(max_length=60)
    ciphertext = models.BinaryField()
    last_four = models.CharField(max_length=4)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    objects = UpstreamKeyQuerySet.as_manager()

    class Meta:
        ordering = ["upstream_id", "label"]
        constraints = [models.UniqueConstraint(fields=["project", "upstream", "label"], name="key_label_once")]

    def __str__(self) -> str:
        return self.label


class TokenQuerySet(models.QuerySet["Token"]):
    def for_user(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.for_user(user))

    def for_list(self) -> Self:
        return self.select_related("created_by")

    def live(self, now: datetime) -> Self:
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)


class Token(models.Model):
    """A program's way in: `bb_<lookup>_<random>`, of which only the SHA-256 is stored."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    lookup = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.TESTER)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="token_role_known")]

    def __str__(self) -> str:
        return self.name


class SignInLink(models.Model):
    """Opens once. Only the SHA-256 of its secret is stored."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"for {self.user}"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def for_user(self, user: User) -> Self:
        return self.filter(project__in=Project.objects.for_user(user))


class AuditEntry(models.Model):
    """Who changed what about access. Never holds a secret."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="audit")
    at = models.DateTimeField(auto_now_add=True)
    who = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"
