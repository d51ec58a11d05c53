"""What stands beside a beta, as rows on its page."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models

from betas.catalogue.editing import ConflictForm, GateForm, PlainText
from betas.models import Beta, Conflict, Evidence, Gate, ModelSupport, PlatformSupport, Requirement
from betas.models.choices import Platform

if TYPE_CHECKING:
    Rows = admin.TabularInline[Any, Beta]
else:
    Rows = admin.TabularInline

Overrides = dict[type["models.Field[Any, Any]"], dict[str, Any]]
OVERRIDES: Overrides = {
    models.URLField: {"assume_scheme": "https"},
    models.TextField: {"form_class": PlainText},
}
ROW_OVERRIDES: Overrides = {
    models.CharField: {"widget": forms.TextInput(attrs={"size": 24})},
    models.URLField: {"widget": forms.URLInput(attrs={"size": 24}), "assume_scheme": "https"},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 36}), "form_class": PlainText},
}


class GateRows(Rows):
    model, form, extra = Gate, GateForm, 1
    formfield_overrides = ROW_OVERRIDES


class PlatformRows(Rows):
    model, extra, max_num = PlatformSupport, 1, len(Platform)
    formfield_overrides = ROW_OVERRIDES


class ModelRows(Rows):
    model, extra = ModelSupport, 1
    formfield_overrides = ROW_OVERRIDES


class ConflictRows(Rows):
    model, form, extra, fk_name = Conflict, ConflictForm, 1, "beta"
    fields = ("other", "subject", "note")
    formfield_overrides = ROW_OVERRIDES


class RequirementRows(Rows):
    model, extra, fk_name = Requirement, 1, "beta"
    formfield_overrides = ROW_OVERRIDES


class EvidenceRows(Rows):
    model, extra = Evidence, 1
    formfield_overrides = ROW_OVERRIDES
