"""The catalogue. Every change made here is a BetaChange with who made it and why."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from betas.access.roles import person
from betas.catalogue import changes, shape
from betas.catalogue.editing import BetaForm, ClaudeModelForm, ConflictForm, GateForm, PlainText, StatusForm
from betas.models import (
    Beta,
    BetaChange,
    ClaudeModel,
    Conflict,
    Evidence,
    Family,
    Gate,
    ModelSupport,
    PlatformSupport,
    Requirement,
)
from betas.models.choices import Platform

if TYPE_CHECKING:
    Rows = admin.TabularInline[Any, Beta]
    Page = admin.ModelAdmin[Any]
else:
    Rows, Page = admin.TabularInline, admin.ModelAdmin

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

admin.site.site_header = admin.site.site_title = "Betaboard"


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


@admin.register(Beta)
class BetaAdmin(Page):
    form = BetaForm
    formfield_overrides = OVERRIDES
    list_display = ("name", "status", "category", "named_on", "first_in_sdk_on", "verified_on")
    list_filter = ("status", "category", "visibility", "still_accepted", "header_still_needed")
    search_fields = ("name", "title", "summary", "gates__path", "gates__value")
    filter_horizontal = ("related",)
    inlines = (GateRows, PlatformRows, ModelRows, ConflictRows, RequirementRows, EvidenceRows)
    actions = ("set_status",)
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("reason", "name", "family", "title", "summary", "category", "visibility")}),
        (gettext_lazy("Status"), {"fields": ("status", "status_reason", "successor", "related")}),
        (
            gettext_lazy("The header"),
            {"fields": ("still_accepted", "header_still_needed", "header_note", "changes_response_shape")},
        ),
        (
            gettext_lazy("Dates"),
            {"fields": (*shape.DATES, "first_in_sdk_version", "last_in_sdk_version")},
        ),
        (gettext_lazy("More"), {"fields": ("endpoints", "docs_url", "notes")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Beta | None = None) -> tuple[str, ...]:
        return ("name",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Beta | None = None) -> bool:
        """A shipped beta would come back with the next load: give it another status instead."""
        return obj is not None and not obj.shipped and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Beta, form: BetaForm, change: bool) -> None:
        form.before = _stored(obj) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: BetaForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        why = form.cleaned_data["reason"]
        changes.record(form.instance, form.before, _stored(form.instance), who=person(request), why=why)

    def delete_model(self, request: HttpRequest, obj: Beta) -> None:
        gone = {"subject": obj.name, "field": changes.DELETED, "before": obj.title}
        BetaChange.objects.create(**gone, who=person(request), why=_("Deleted in the administration."))
        super().delete_model(request, obj)

    @admin.action(description=gettext_lazy("Set status…"), permissions=["change"])
    def set_status(self, request: HttpRequest, queryset: QuerySet[Beta]) -> HttpResponse | None:
        form = StatusForm(request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            title = _("Set the status of the chosen betas")
            context = {**self.admin_site.each_context(request), "title": title, "form": form, "chosen": queryset}
            return TemplateResponse(request, "admin/betas/set_status.html", context)
        count = _set_status(request, queryset, form.cleaned_data)
        told = ngettext("%(count)s beta has a new status.", "%(count)s betas have a new status.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)
        return None


def _stored(beta: Beta) -> shape.Values:
    """What the database says now, whatever the object in hand says."""
    return shape.stored(Beta.objects.whole().get(pk=beta.pk))


@transaction.atomic
def _set_status(request: HttpRequest, betas: QuerySet[Beta], asked: dict[str, Any]) -> int:
    """How many changed. The reason is kept with each change, and is what each beta now states for its status."""
    others = list(betas.exclude(status=asked["status"]))
    for beta in others:
        news = {"status": asked["status"], "status_reason": asked["reason"]}
        before = {name: getattr(beta, name) for name in news}
        Beta.objects.filter(pk=beta.pk).update(**news)
        changes.record(beta, before, news, who=person(request), why=asked["reason"])
    return len(others)


@admin.register(ClaudeModel)
class ClaudeModelAdmin(Page):
    form = ClaudeModelForm
    list_display = ("id", "in_sdk", "retires_on", "context_window", "max_output_tokens", "price_source")
    list_filter = ("in_sdk",)
    search_fields = ("id",)
    fields = ("reason", "id", *shape.MODEL_FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: ClaudeModel | None = None) -> tuple[str, ...]:
        return ("id",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: ClaudeModel | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ClaudeModel, form: ClaudeModelForm, change: bool) -> None:
        before = shape.stored_model(ClaudeModel.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        why = form.cleaned_data["reason"]
        changes.record(obj, before, shape.stored_model(obj), who=person(request), why=why)


@admin.register(Family)
class FamilyAdmin(Page):
    """A slug stays as it is: to rename a family, move its betas to a new one."""

    list_display = ("slug",)
    search_fields = ("slug",)

    def get_readonly_fields(self, request: HttpRequest, obj: Family | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()


@admin.register(BetaChange)
class BetaChangeAdmin(Page):
    list_display = ("at", "subject", "field", "who", "why")
    list_filter = ("at", "field")
    list_select_related = ("who",)
    search_fields = ("subject", "why")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BetaChange | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BetaChange | None = None) -> bool:
        return False
