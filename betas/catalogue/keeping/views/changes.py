"""Every change of the catalogue, newest first, and the way back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from betas.access.roles import person, requires
from betas.catalogue import reverting, wording
from betas.catalogue.changes import ADDED, DELETED
from betas.catalogue.keeping.forms import ChangesFilter, ReasonForm
from betas.htmx import render_page
from betas.models import BetaChange
from betas.models.choices import Role
from betas.models.paging import page

PAGE, ROWS, SIZE = "catalogue/keeping/changes.html", "catalogue/keeping/_change_rows.html", 50


@require_safe
@requires(Role.VIEWER)
def index(request: HttpRequest) -> HttpResponse:
    form = ChangesFilter(request.GET)
    if not form.is_valid():
        return render_page(request, PAGE, ROWS, {"form": form}, status=422)
    found = form.narrow(BetaChange.objects.select_related("who"))
    shown = page(found, size=SIZE, after=form.cleaned_data["after"])
    rows = [wording.change(row) for row in shown.rows]
    return render_page(request, PAGE, ROWS, {"form": form, "page": shown, "rows": rows, "final": (ADDED, DELETED)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    change = get_object_or_404(BetaChange.objects.select_related("who"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, change, form, reverting.refusal(change), status=422 if form.is_bound else 200)
    refused = reverting.revert(change, who=person(request), why=form.cleaned_data["reason"])
    if refused:
        return _ask(request, change, form, refused, status=409)
    messages.success(request, _("%(change)s is taken back.") % {"change": change})
    return redirect("catalogue:changes")


def _ask(
    request: HttpRequest, change: BetaChange, form: ReasonForm, refused: reverting.Refused | None, *, status: int
) -> HttpResponse:
    """What it would take away and bring; where the fact changed again, from what it says now."""
    start = refused.now if refused and refused.now is not None else change.after
    removed, added = wording.difference(change.field, start, change.before)
    context = {"change": change, "form": form, "refused": refused, "removed": removed, "added": added}
    return render(request, "catalogue/keeping/revert.html", context, status=status)
