"""The form, the sending of it, and what came of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from betas.access import keys
from betas.access.roles import person, requires
from betas.catalogue import facts
from betas.dispatch import send as dispatch
from betas.history import look, read, shown
from betas.htmx import render_page, wants_fragment
from betas.models import Exchange, Project
from betas.models.choices import Role
from betas.playground import changing, judging, live, prefill, redrawing
from betas.playground.forms import PlaygroundForm
from betas.playground.page import context

PAGE, FORM, REQUEST = "playground/index.html", "playground/_form.html", "playground/_request.html"
SUGGESTED, STRIP = "playground/_suggested.html", "playground/_strip.html"
NOT_SENT, RESULT = "playground/_not_sent.html", "playground/_result.html"
HEAD = "history/_answer_head.html"


@require_safe
@requires(Role.VIEWER)
def index(request: HttpRequest) -> HttpResponse:
    form = _form(request, initial=prefill.linked(request.GET, person(request), facts.current()))
    return render(request, PAGE, context(form, is_link_unreadable=prefill.is_unreadable(request.GET)))


@require_POST
@requires(Role.VIEWER)
def draft(request: HttpRequest) -> HttpResponse:
    """The request again: with a row more or less, in another view, fixed, or read from a paste. Nothing is sent."""
    form = _form(request, request.POST, draft=True)
    if changing.asked(request.POST):
        return _changed(request, form)
    view = request.POST.get("show", form.shows())
    if view != form.shows() and not form.is_valid():
        return render_page(request, PAGE, REQUEST, context(form, stays=True), status=422)
    initial = redrawing.shown(form, view) if view != form.shows() else redrawing.redrawn(form, request.POST)
    return render_page(request, PAGE, REQUEST, context(_form(request, initial=initial)))


def _changed(request: HttpRequest, form: PlaygroundForm) -> HttpResponse:
    change = changing.changed(form, request.POST, facts.current())
    if change is None:
        return render_page(request, PAGE, FORM, context(form), status=422)
    return render_page(request, PAGE, FORM, context(_form(request, initial=change.initial), change=change))


@require_POST
@requires(Role.VIEWER)
def lint(request: HttpRequest) -> HttpResponse:
    """What is wrong with the request as typed so far. Nothing is sent."""
    typed = _form(request, request.POST, draft=True)
    form = _form(request, initial=redrawing.redrawn(typed, request.POST))
    return render_page(request, PAGE, STRIP, context(form))


@require_POST
@requires(Role.VIEWER)
def suggested(request: HttpRequest) -> HttpResponse:
    """The betas that the request as typed so far asks for. Nothing is checked, nothing is sent."""
    typed = _form(request, request.POST, draft=True)
    form = _form(request, initial=redrawing.redrawn(typed, request.POST))
    return render_page(request, PAGE, SUGGESTED, context(form))


@require_POST
@requires(Role.TESTER)
def send(request: HttpRequest) -> HttpResponseBase:
    """With htmx the answer as it arrives, else the exchange's page. A bad form comes back as it was typed, and so does
    one with errors to look at first."""
    form = _form(request, request.POST)
    if not form.is_valid() or judging.strip(form, facts.current(), advice=False).stops:
        response = render_page(request, PAGE, FORM, context(form, ask=form.is_valid()), status=422)
        response["HX-Retarget"], response["HX-Reswap"] = "#playground", "outerHTML"
        return response
    try:
        if wants_fragment(request):
            return live.respond(request, dispatch.stream(form.call, form.sender()))
        return redirect(dispatch.send(form.call, form.sender()))
    except dispatch.TooManyStreams as error:
        reason = _("Too many requests are open at once, so nothing was sent. Try again in a moment.")
        response = _not_sent(request, form, reason, status=429)
        response["Retry-After"] = str(error.retry_after_s)
        return response
    except dispatch.NotWritten as error:
        return _not_sent(request, form, str(error), status=503)
    except keys.UNUSABLE as error:
        return _not_sent(request, form, _("%(why)s So nothing was sent.") % {"why": error}, status=409)


def _not_sent(request: HttpRequest, form: PlaygroundForm, reason: str, *, status: int) -> HttpResponse:
    return render_page(request, PAGE, NOT_SENT, context(form, not_sent=reason), status=status)


@require_safe
@requires(Role.VIEWER)
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An answer that has ended."""
    try:
        exchange = shown.found(person(request), pk)
    except Exchange.DoesNotExist as error:
        raise Http404 from error
    answered = shown.answered(exchange, look.asked(request.GET))
    if not read.gone(exchange):
        return render(request, RESULT, answered)
    response = render(request, HEAD, {**answered, "aside": True})  # what arrived stands on the page and nowhere else
    response["HX-Retarget"], response["HX-Reswap"] = "#answer-head", "outerHTML"
    return response


def _form(request: HttpRequest, data: QueryDict | None = None, **options: Any) -> PlaygroundForm:
    return PlaygroundForm(data, user=person(request), project=Project.objects.all().default(), **options)
