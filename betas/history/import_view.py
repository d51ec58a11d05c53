"""Exchanges from a file: what is in it, then all of it or nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from betas.access import defaults
from betas.access.roles import person, requires
from betas.history.import_form import TakeInForm, UploadForm
from betas.models.choices import Role

PAGE = "history/import.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, PAGE, {"form": UploadForm()})
    return _take_in(request) if "staged" in request.POST else _look(request)


def _look(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    report = form.look(defaults.ensure()) if form.is_valid() else None
    is_good = report is not None and not report.refusals
    return render(request, PAGE, {"form": form, "report": report}, status=200 if is_good else 422)


def _take_in(request: HttpRequest) -> HttpResponse:
    form = TakeInForm(request.POST)
    done = form.bring_in(defaults.ensure(), person(request)) if form.is_valid() else None
    if done is None:
        return render(request, PAGE, {"form": UploadForm(), "taking": form}, status=422)
    told = ngettext("%(new)s exchange was imported.", "%(new)s exchanges were imported.", done.new) % {"new": done.new}
    messages.success(request, told)
    return redirect("history:index")
