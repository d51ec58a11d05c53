"""The history, one exchange, and what went wrong."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from betas.access import sessions
from betas.access.roles import person, requires, role_for
from betas.history import listing, look, read, shown
from betas.history.body import unpack
from betas.history.forms import HistoryFilter, NoteForm, StarForm
from betas.history.keeping import erase
from betas.history.query import LANGUAGE
from betas.htmx import render_page, wants_fragment
from betas.models import Exchange, SavedView
from betas.models.choices import Role
from betas.query import help
from betas.query.language import MOST_CHARACTERS

PAGE, ROWS, NEWS = "history/index.html", "history/_rows.html", "history/_news.html"
EXCHANGE, PARTS = "history/exchange.html", "history/_exchange.html"
STAR, NOTE, NOTE_PAGE = "history/_star.html", "history/_note.html", "history/note.html"


@require_safe
@requires(Role.VIEWER)
def index(request: HttpRequest) -> HttpResponse:
    form = HistoryFilter(request.GET)
    context = {
        "form": form,
        "known_betas": listing.known_betas(),
        "known_models": listing.known_models(),
        "saved": SavedView.objects.of(person(request), "history"),
        "suggestions": help.suggestions(LANGUAGE, ""),
    }
    if not form.is_valid():
        return render_page(request, PAGE, ROWS, context, status=422)
    found = listing.found(person(request), form)
    shown = {"found": found, "page": found.page, "rows": listing.rows(found.page.rows)}
    return render_page(request, PAGE, ROWS, {**context, **shown})


@require_safe
@requires(Role.VIEWER)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the query may go on with, for the box that it is typed in."""
    found = help.suggestions(LANGUAGE, request.GET.get("q", "")[:MOST_CHARACTERS])
    return render(request, "query/_suggestions.html", {"suggestions": found})


@require_safe
@requires(Role.VIEWER)
def query_help(request: HttpRequest) -> HttpResponse:
    here = {"heading": _("What can be asked of the history"), "index": reverse("history:index"), "all": _("History")}
    return render(request, "query/help.html", {**help.page(LANGUAGE), **here})


@require_safe
@requires(Role.VIEWER)
def news(request: HttpRequest) -> HttpResponse:
    """How many exchanges came since the page was made; nothing (204) where none did."""
    form = HistoryFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(status=422)
    count = listing.newer(person(request), form)
    context = {"count": count, "most": listing.MOST_NEWS}
    return render(request, NEWS, context) if count else HttpResponse(status=204)


@require_POST
@requires(Role.TESTER)
def star(request: HttpRequest, pk: UUID) -> HttpResponse:
    exchange, form = _marked(request, pk), StarForm(request.POST)
    form.full_clean()
    exchange.starred = form.cleaned_data["starred"]
    exchange.save(update_fields=["starred"])
    if wants_fragment(request):
        shown = {"starred": exchange.starred, "url": exchange.get_absolute_url(), "named": form.cleaned_data["named"]}
        return render(request, STAR, shown)
    return redirect(sessions.destination(request, exchange))


@require_POST
@requires(Role.TESTER)
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    exchange, form = _marked(request, pk), NoteForm(request.POST)
    back = sessions.destination(request, exchange)
    context = {"exchange": exchange, "note_form": form, "next": back}
    if not form.is_valid():
        return render_page(request, NOTE_PAGE, NOTE, context, status=422)
    exchange.note = form.cleaned_data["note"]
    exchange.save(update_fields=["note"])
    if wants_fragment(request):
        return render(request, NOTE, {**context, "saved": True})
    messages.success(request, _("The note is saved."))
    return redirect(back)


def _marked(request: HttpRequest, pk: UUID) -> Exchange:
    return get_object_or_404(Exchange.objects.for_user(person(request)), pk=pk)


@require_safe
@requires(Role.VIEWER)
def exchange(request: HttpRequest, pk: UUID) -> HttpResponse:
    exchange = _found(request, pk)
    may_erase = erase.may(person(request), role_for(request), exchange)
    context = {**shown.page(exchange, look.asked(request.GET)), "may_erase": may_erase}
    return render_page(request, EXCHANGE, PARTS, context)


@require_safe
@requires(Role.VIEWER)
def request_body(request: HttpRequest, pk: UUID) -> HttpResponse:
    exchange = _found(request, pk)
    body = exchange.body
    return _download(exchange, unpack(body.request, body.request_codec), f"request-{pk}.json")


@require_safe
@requires(Role.VIEWER)
def response_body(request: HttpRequest, pk: UUID) -> HttpResponse:
    exchange = _found(request, pk)
    return _download(exchange, read.response_bytes(exchange), f"response-{pk}.txt")


def _found(request: HttpRequest, pk: UUID) -> Exchange:
    try:
        return shown.found(person(request), pk)
    except Exchange.DoesNotExist as error:
        raise Http404 from error


def _download(exchange: Exchange, body: bytes, name: str) -> HttpResponse:
    """Nothing that a browser would run, whatever the upstream said it was."""
    if missing := read.gone(exchange):
        return HttpResponse(missing, content_type="text/plain; charset=utf-8", status=410)
    return HttpResponse(
        body,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
    )
