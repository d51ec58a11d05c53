"""The page between an action and what it does: what is chosen, and what it needs to be told."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


@dataclass(frozen=True, slots=True)
class Ask:
    """`action` is the action's name; it finds `apply` among what is posted when it is asked again."""

    action: str
    title: str
    button: str

    def page(
        self, site: "admin.ModelAdmin[Any]", request: HttpRequest, form: forms.Form, chosen: "QuerySet[Any]"
    ) -> HttpResponse:
        context = {**site.admin_site.each_context(request), "title": self.title, "ask": self, "form": form}
        back = f"admin:{site.opts.app_label}_{site.opts.model_name}_changelist"
        status = 422 if form.is_bound else 200
        context |= {"chosen": chosen, "back": back}
        return TemplateResponse(request, "admin/betas/ask.html", context, status=status)
