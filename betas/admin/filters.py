"""Which betas want a keeper's eye."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from betas.catalogue import freshness
from betas.catalogue.disputes import all_claims
from betas.catalogue.load import disagreements
from betas.models import Beta

Choices = list[tuple[str, Any]]


class Stale(admin.SimpleListFilter):
    title = _("freshness")
    parameter_name = "stale"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("Not verified or read for 30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Beta]) -> QuerySet[Beta]:
        if self.value() != "yes":
            return queryset
        stale = Beta.objects.all().not_checked_since(freshness.limit())
        return queryset.filter(pk__in=stale.values("pk"))


class Disputed(admin.SimpleListFilter):
    title = _("disagreement")
    parameter_name = "disputed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("shipped", _("With the shipped facts")), ("sources", _("Among sources"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Beta]) -> QuerySet[Beta]:
        if self.value() == "shipped":
            return queryset.filter(name__in={one.subject for one in disagreements()})
        if self.value() == "sources":
            return queryset.filter(pk__in={claim.beta.pk for claim in all_claims()})
        return queryset
