"""What changed in the catalogue: who, when, why, before and after."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from betas.models.catalogue import Beta


class BetaChange(models.Model):
    """One change of the catalogue. `beta` is empty where the subject is a model or is gone.

    `field` is ADDED or DELETED where the subject itself came or went.
    """

    ADDED, DELETED = "added", "deleted"
    SHIPPED = "shipped catalogue"

    at = models.DateTimeField(auto_now_add=True)
    beta = models.ForeignKey(Beta, null=True, on_delete=models.SET_NULL, related_name="changes")
    subject = models.CharField(max_length=128)
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(max_length=400)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.subject}: {self.field}"

    @property
    def what(self) -> str:
        """The field as a page names it."""
        came_or_went = {self.ADDED: _("added"), self.DELETED: _("deleted")}
        return str(came_or_went.get(self.field, self.field.replace("_", " ")))

    @property
    def reason(self) -> str:
        """`why` as a page says it: a person's words as they are."""
        return str(_("shipped catalogue")) if self.why == self.SHIPPED else self.why


def as_stored(value: Any) -> Any:
    """A field's value as a change keeps it: JSON, dates as ISO text."""
    return value.isoformat() if hasattr(value, "isoformat") else value
