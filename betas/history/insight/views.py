"""What was sent, in numbers."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from betas.access.roles import person, requires
from betas.history import listing
from betas.history.insight import page
from betas.history.insight.forms import LATELY, StatisticsFilter
from betas.htmx import render_page
from betas.models.choices import Role

PAGE, NUMBERS = "history/stats.html", "history/_stats.html"


@require_safe
@requires(Role.VIEWER)
def stats(request: HttpRequest) -> HttpResponse:
    form = StatisticsFilter(request.GET)
    context = {"form": form, "known_betas": listing.known_betas(), "known_models": listing.known_models()}
    if not form.is_valid():
        return render_page(request, PAGE, NUMBERS, context, status=422)
    return render_page(request, PAGE, NUMBERS, {**context, "lately": LATELY, **page.context(person(request), form)})
