"""The catalogue, and one beta."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betas.access.roles import person, requires
from betas.catalogue import families, listing, page, timeline_page
from betas.catalogue.feeds.links import links
from betas.catalogue.forms import CatalogueFilter
from betas.catalogue.query import LANGUAGE
from betas.catalogue.timeline_page import TimelineFilter
from betas.htmx import render_page, wants_fragment
from betas.models import Beta, Family, SavedView
from betas.models.choices import Role
from betas.query import help
from betas.query.language import MOST_CHARACTERS

PAGE, ROWS = "catalogue/index.html", "catalogue/_rows.html"


@require_safe
@requires(Role.VIEWER)
def index(request: HttpRequest) -> HttpResponse:
    form = CatalogueFilter(request.GET)
    context = {
        "form": form,
        "accurate_as_of": listing.accurate_as_of(),
        "saved": SavedView.objects.of(person(request), "catalogue"),
        "machine_forms": links(),
        "suggestions": help.suggestions(LANGUAGE, ""),
    }
    if not form.is_valid():
        return render_page(request, PAGE, ROWS, context, status=422)
    return render_page(request, PAGE, ROWS, {**context, "found": listing.found(form)})


@require_safe
@requires(Role.VIEWER)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the query may go on with, for the box that it is typed in."""
    found = help.suggestions(LANGUAGE, request.GET.get("q", "")[:MOST_CHARACTERS])
    return render(request, "query/_suggestions.html", {"suggestions": found})


@require_safe
@requires(Role.VIEWER)
def query_help(request: HttpRequest) -> HttpResponse:
    here = {
        "heading": _("What can be asked of the catalogue"),
        "index": reverse("catalogue:index"),
        "all": _("All betas"),
    }
    return render(request, "query/help.html", {**help.page(LANGUAGE), **here})


@require_safe
@requires(Role.VIEWER)
def timeline(request: HttpRequest) -> HttpResponse:
    form = TimelineFilter(request.GET)
    if not form.is_valid():
        return render(request, "catalogue/timeline.html", {"form": form}, status=422)
    return render(request, "catalogue/timeline.html", {"form": form, **timeline_page.context(form)})


@require_safe
@requires(Role.VIEWER)
def family_list(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("after", "").replace("\0", "")
    return render(request, "catalogue/families.html", {"page": families.listed(after), "form": {"beyond": after}})


@require_safe
@requires(Role.VIEWER)
def family(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Family, slug=slug)
    return render(request, "catalogue/family.html", families.context(found))


@require_safe
@requires(Role.VIEWER)
def beta(request: HttpRequest, name: str) -> HttpResponse:
    found = listing.named(name, Beta.objects.whole())
    if found is None:
        return render(request, "catalogue/unknown.html", {"name": name, "near": listing.near(name)}, status=404)
    return render(request, "catalogue/beta.html", page.context(found))


@require_safe
@requires(Role.VIEWER)
def brief(request: HttpRequest, name: str) -> HttpResponse:
    """What a list unfolds under a beta; as a page of its own it is the beta's."""
    if not wants_fragment(request):
        return redirect("catalogue:beta", name)
    found = listing.named(name, Beta.objects.brief())
    if found is None:
        raise Http404
    return render(request, "catalogue/_brief.html", page.brief(found))
