"""The catalogue. Every change made here is a BetaChange with who made it and why."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from betas.access.roles import person
from betas.admin import simultaneous
from betas.admin.asking import Ask
from betas.admin.filters import Disputed, Stale
from betas.admin.rows import OVERRIDES, ConflictRows, EvidenceRows, GateRows, ModelRows, PlatformRows, RequirementRows
from betas.catalogue import changes, edits, merging, shape
from betas.catalogue.editing import (
    BetaForm,
    ClaudeModelForm,
    MergeFamiliesForm,
    OpenedField,
    RetireForm,
    StatusForm,
)
from betas.catalogue.many import merge_families, set_facts
from betas.models import (
    Beta,
    BetaChange,
    ClaudeModel,
    Family,
)
from betas.models.choices import Status

if TYPE_CHECKING:
    Page = admin.ModelAdmin[Any]
else:
    Page = admin.ModelAdmin

admin.site.site_header = admin.site.site_title = "Betaboard"


@admin.register(Beta)
class BetaAdmin(Page):
    form = BetaForm
    formfield_overrides = OVERRIDES
    list_display = ("name", "status", "category", "named_on", "first_in_sdk_on", "verified_on")
    list_filter = (Stale, Disputed, "status", "category", "visibility", "still_accepted", "header_still_needed")
    search_fields = ("name", "title", "summary", "gates__path", "gates__value")
    filter_horizontal = ("related",)
    inlines = (GateRows, PlatformRows, ModelRows, ConflictRows, RequirementRows, EvidenceRows)
    actions = ("set_status", "mark_verified", "retire")
    save_on_top = True
    fieldsets = (
        (None, {"fields": ("opened", "reason", "name", "family", "title", "summary", "category", "visibility")}),
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

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One edit at a time: who saves on top of another's edit sees both first (409)."""
        found = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if found is None or not self.has_change_permission(request, found):
            return super().changeform_view(request, object_id, form_url, extra_context)
        if "merge" in request.POST:
            return self._merge(request, found)
        try:
            with transaction.atomic():
                beta = Beta.objects.whole().locked().get(pk=found.pk)
                theirs, is_old = shape.stored(beta), _version_sent(request) not in (None, beta.version)
                if is_old:
                    simultaneous.prepare(request, beta)
                response = super().changeform_view(request, object_id, form_url, extra_context)
                transaction.set_rollback(is_old)
                return response
        except simultaneous.Replayed as old:
            base = OpenedField().clean(request.POST["opened"])
            return self._conflict(request, beta, base, theirs, old.yours, old.why)

    def _merge(self, request: HttpRequest, found: Beta) -> HttpResponse:
        form = simultaneous.MergeForm(request.POST)
        if not form.is_valid():
            raise BadRequest
        (version, base), (_seen, yours), why = (form.cleaned_data[name] for name in ("opened", "yours", "reason"))
        with transaction.atomic():
            beta = Beta.objects.whole().locked().get(pk=found.pk)
            theirs = shape.stored(beta)
            news = merging.merged(merging.differences(base, theirs, yours), form.takes())
            problems = edits.problems(beta, news)
            if problems or _seen != beta.version:
                return self._conflict(request, beta, (version, base), theirs, yours, why, form.takes(), problems)
            edits.write(beta, news, who=person(request), why=why)
        self.message_user(request, _("%(name)s is saved with both edits.") % {"name": beta}, messages.SUCCESS)
        return redirect("admin:betas_beta_changelist")

    def _conflict(
        self, request: HttpRequest, beta: Beta, opened: tuple[int, shape.Values], theirs: shape.Values,
        yours: shape.Values, why: str, takes: Mapping[str, str] = MappingProxyType({}), problems: Sequence[str] = (),
    ) -> HttpResponse:  # fmt: skip
        found = merging.differences(opened[1], theirs, yours)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Somebody else changed %(name)s meanwhile") % {"name": beta},
            "rows": [simultaneous.Row.of(one, takes.get(one.field, one.usual)) for one in found],
            "opened": simultaneous.as_sent(*opened),
            "yours": simultaneous.as_sent(beta.version, yours),
            "reason": why,
            "problems": problems,
            "newest": beta.changes.select_related("who").first(),
        }
        return TemplateResponse(request, "admin/betas/beta/conflict.html", context, status=409)

    def save_model(self, request: HttpRequest, obj: Beta, form: BetaForm, change: bool) -> None:
        form.before = _stored(obj) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: BetaForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        why = form.cleaned_data["reason"]
        if change and form.is_stale:
            raise simultaneous.Replayed(_stored(form.instance), why)
        changes.record(form.instance, form.before, _stored(form.instance), who=person(request), why=why)

    def delete_model(self, request: HttpRequest, obj: Beta) -> None:
        gone = {"subject": obj.name, "field": changes.DELETED, "before": obj.title}
        BetaChange.objects.create(**gone, who=person(request), why=_("Deleted in the administration."))
        super().delete_model(request, obj)

    @admin.action(description=gettext_lazy("Set status…"), permissions=["change"])
    def set_status(self, request: HttpRequest, queryset: QuerySet[Beta]) -> HttpResponse | None:
        form = StatusForm(request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            ask = Ask("set_status", _("Set the status of the chosen betas"), _("Set status"))
            return ask.page(self, request, form, queryset)
        asked = form.cleaned_data
        news = {"status": asked["status"], "status_reason": asked["reason"]}
        others = queryset.exclude(status=asked["status"])
        self._told(request, set_facts(others, news, who=person(request), why=asked["reason"]))
        return None

    @admin.action(description=gettext_lazy("Mark verified today"), permissions=["change"])
    def mark_verified(self, request: HttpRequest, queryset: QuerySet[Beta]) -> None:
        news = {"verified_on": timezone.now().date()}
        self._told(request, set_facts(queryset, news, who=person(request), why=_("Verified in the admin.")))

    @admin.action(description=gettext_lazy("Retire…"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Beta]) -> HttpResponse | None:
        form = RetireForm(request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            return Ask("retire", _("Retire the chosen betas"), _("Retire")).page(self, request, form, queryset)
        why = form.cleaned_data["reason"]
        news = {"status": Status.RETIRED.value, "status_reason": why, "retired_on": form.cleaned_data["day"]}
        self._told(request, set_facts(queryset, news, who=person(request), why=why))
        return None

    def _told(self, request: HttpRequest, count: int) -> None:
        told = ngettext("%(count)s beta is changed.", "%(count)s betas are changed.", count)
        self.message_user(request, told % {"count": count}, messages.SUCCESS)


def _version_sent(request: HttpRequest) -> int | None:
    """None where the form does not say: it is refused for that itself."""
    try:
        opened = OpenedField().clean(request.POST.get("opened"))
    except forms.ValidationError:
        return None
    return opened[0] if opened else None


def _stored(beta: Beta) -> shape.Values:
    """What the database says now, whatever the object in hand says."""
    return shape.stored(Beta.objects.whole().get(pk=beta.pk))


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
    actions = ("merge",)

    def get_readonly_fields(self, request: HttpRequest, obj: Family | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    @admin.action(description=gettext_lazy("Merge…"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Family]) -> HttpResponse | None:
        form = MergeFamiliesForm(queryset, request.POST if "apply" in request.POST else None)
        if not form.is_valid():
            return Ask("merge", _("Merge the chosen families"), _("Merge")).page(self, request, form, queryset)
        into, why = form.cleaned_data["into"], form.cleaned_data["reason"]
        count = merge_families(queryset, into, who=person(request), why=why)
        told = ngettext("%(count)s beta moved to %(family)s.", "%(count)s betas moved to %(family)s.", count)
        self.message_user(request, told % {"count": count, "family": into}, messages.SUCCESS)
        return None


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
