"""The front page, and what helps to get about: the command palette and the list of shortcuts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from betas.access.roles import person, requires, role_for
from betas.htmx import render_page
from betas.models.choices import Role
from betas.overview import chart, front
from betas.overview.forms import PaletteForm
from betas.overview.palette import groups
from betas.playground.examples import EXAMPLES


@require_safe
@requires(Role.VIEWER)
def index(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {
        "in_use": front.in_use(user),
        "new_errors": front.new_errors(user),
        "chart": chart.of(user),
        **front.exchanges(user),
        "changes": front.changes(),
        "ahead": front.ahead(),
        "freshness": front.freshness(),
        "examples": EXAMPLES,
    }
    return render(request, "overview/index.html", context)


@require_safe
@requires(Role.VIEWER)
def palette(request: HttpRequest) -> HttpResponse:
    form = PaletteForm(request.GET)
    found = groups(person(request), role_for(request), form.cleaned_data["q"]) if form.is_valid() else []
    context = {"form": form, "groups": found}
    status = 200 if form.is_valid() else 422
    return render_page(request, "overview/palette.html", "overview/_palette_results.html", context, status=status)


@require_safe
@requires(Role.VIEWER)
def keys(request: HttpRequest) -> HttpResponse:
    return render(request, "overview/keys.html")
