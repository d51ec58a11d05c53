"""What went wrong, by what is one error: the groups, and one group."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from betas.access.roles import person, requires
from betas.history import groups, listing, look, shown
from betas.history.forms import ErrorFilter, MarkForm, OneGroupFilter
from betas.htmx import render_page
from betas.models import ErrorGroup, Exchange
from betas.models.choices import Role
from betas.models.history import ExchangeQuerySet
from betas.models.paging import page

ERRORS, ROWS, GROUP = "history/errors.html", "history/_error_rows.html", "history/group.html"


@require_safe
@requires(Role.VIEWER)
def errors(request: HttpRequest) -> HttpResponse:
    form = ErrorFilter(request.GET)
    context = {"form": form, "known_betas": listing.known_betas()}
    if not form.is_valid():
        return render_page(request, ERRORS, ROWS, context, status=422)
    rows, after = groups.listed(person(request), form)
    return render_page(request, ERRORS, ROWS, {**context, "rows": rows, "page": {"after": after}})


@require_safe
@requires(Role.VIEWER)
def group(request: HttpRequest, fingerprint: str) -> HttpResponse:
    return render(request, GROUP, _page(request, fingerprint))


@require_POST
@requires(Role.TESTER)
def mark(request: HttpRequest, fingerprint: str) -> HttpResponse:
    newest, form = _of_it(request, fingerprint).order_by("-pk").first(), MarkForm(request.POST)
    if newest is None:
        raise Http404
    if not form.is_valid():
        return render(request, GROUP, {**_page(request, fingerprint), "mark_form": form}, status=422)
    form.save(newest.project, fingerprint, by=person(request))
    messages.success(request, _("What you say about this error is saved."))
    return redirect("history:group", fingerprint)


def _of_it(request: HttpRequest, fingerprint: str) -> ExchangeQuerySet:
    return Exchange.objects.for_user(person(request)).filter(fingerprint=fingerprint)


def _page(request: HttpRequest, fingerprint: str) -> dict[str, Any]:
    """The card of the newest, and a page of all of them."""
    form = OneGroupFilter(request.GET)
    found = page(_of_it(request, fingerprint).for_list(), size=listing.PAGE_SIZE, after=form.after_id())
    newest = _of_it(request, fingerprint).order_by("-pk").first()
    if newest is None:
        raise Http404
    mark = ErrorGroup.objects.filter(project=newest.project_id, fingerprint=fingerprint).first()
    return {
        **shown.answered(shown.found(person(request), newest.pk), look.Look()),
        "fingerprint": fingerprint,
        "form": form,
        "page": found,
        "rows": listing.rows(found.rows),
        "mark": mark,
        "mark_form": MarkForm.of(mark),
    }
