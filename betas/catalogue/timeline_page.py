"""The page of the timeline: which lives are drawn, and the years that it can be narrowed to."""

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from betas.catalogue import events
from betas.catalogue.forms import CatalogueFilter
from betas.catalogue.timeline import axis, drawing, life
from betas.models import Beta, ClaudeModel, Family, ModelSupport

PAGE = 30


class TimelineFilter(CatalogueFilter):
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100, label=_("Year"))


def context(form: TimelineFilter) -> dict[str, Any]:
    """A page of families by slug. Call only when the form is valid."""
    betas, now = form.narrow(Beta.objects.all()), events.today()
    families = Family.objects.filter(pk__in=betas.values("family"), slug__gt=form.beyond)
    slugs = list(families.order_by("slug").values_list("slug", flat=True)[: PAGE + 1])
    supported = Prefetch("models", ModelSupport.objects.filter(supported=True))
    shown = betas.filter(family__slug__in=slugs[:PAGE]).for_family().prefetch_related(supported)
    ending = ClaudeModel.objects.filter(retires_on__isnull=False)
    retires = {model.pk: model.retires_on for model in ending if model.retires_on}
    lives = [life(beta, retires) for beta in shown]
    over = axis(lives, form.cleaned_data["year"], now)
    whole = axis(lives, None, now)
    return {
        "drawing": drawing(lives, over, now),
        "undated": [each.beta for each in lives if not each.days],
        "years": range(whole.first.year, whole.last.year + 1),
        "year": form.cleaned_data["year"],
        "page": {"after": slugs[PAGE - 1] if len(slugs) > PAGE else None},
    }
