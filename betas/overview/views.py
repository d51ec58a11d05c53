"""The front page: betas in use, what went wrong, what was sent, and what the catalogue has to say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from betas.access.roles import person, requires
from betas.models.choices import Role
from betas.overview import chart, front
from betas.playground.examples import EXAMPLES


@require_safe
@requires(Role.VIEWER)
def index(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {
        "in_use": front.in_use(user),
        "new_errors": front.new_errors(user),
        "chart": chart.of(user),
        "errors": front.newest_errors(user),
        "rows": front.last_requests(user),
        "changes": front.changes(),
        "ahead": front.ahead(),
        "freshness": front.freshness(),
        "examples": EXAMPLES,
    }
    return render(request, "overview/index.html", context)
