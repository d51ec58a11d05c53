"""Machine forms of any query, and the private addresses that they can be read at."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from betas.access import feed_tokens
from betas.access.roles import person, requires
from betas.catalogue import facts
from betas.catalogue.feeds import atom, ical, links, table
from betas.catalogue.feeds.conditional import Revision, answer, revision
from betas.catalogue.forms import CatalogueFilter
from betas.catalogue.published import beta_shape
from betas.models import Beta, BetaChange, FeedToken
from betas.models.choices import Role

MOST_ENTRIES, PAGE = 100, 100
PLAIN = "text/plain; charset=utf-8"
Make = Callable[[HttpRequest, CatalogueFilter, Revision], HttpResponse]


@require_safe
@feed_tokens.readable
def as_json(request: HttpRequest) -> HttpResponse:
    return _answer(request, _json)


@require_safe
@feed_tokens.readable
def as_csv(request: HttpRequest) -> HttpResponse:
    return _answer(request, _csv)


@require_safe
@feed_tokens.readable
def as_atom(request: HttpRequest) -> HttpResponse:
    return _answer(request, _atom)


@require_safe
@feed_tokens.readable
def as_ics(request: HttpRequest) -> HttpResponse:
    return _answer(request, _ics)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.VIEWER)
def private(request: HttpRequest) -> HttpResponse:
    """A made token is shown in the answer to its POST: kept for a redirect, it would lie in the session."""
    user, text = person(request), ""
    if request.method == "POST" and "revoke" in request.POST:
        feed_tokens.revoke(user)
    elif request.method == "POST":
        text = feed_tokens.make(user).reveal()
    context = {"addresses": _addresses(request, text), "token": FeedToken.objects.filter(user=user).first()}
    return render(request, "catalogue/feeds.html", context)


def _addresses(request: HttpRequest, token: str) -> list[tuple[str, str]]:
    """What is copied into a reader; none where no token was made just now."""
    asked = request.GET.copy()
    asked[feed_tokens.PARAMETER] = token
    found = [(label, f"{settings.PUBLIC_URL}{path}?{asked.urlencode()}") for label, path, _type in links.links()]
    return found if token else []


def _answer(request: HttpRequest, make: Make) -> HttpResponse:
    form = CatalogueFilter(request.GET)
    if not form.is_valid():
        return _wrong(form, as_json=make is _json)
    now = revision()
    return answer(request, now, lambda: make(request, form, now))


def _wrong(form: CatalogueFilter, *, as_json: bool) -> HttpResponse:
    """The API's envelope, or the sentences alone."""
    details = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    told = " ".join(text for texts in details.values() for text in texts)
    if as_json:
        return JsonResponse({"error": {"code": "invalid", "message": told, "details": details}}, status=422)
    return HttpResponse(told, content_type=PLAIN, status=422)


def _json(request: HttpRequest, form: CatalogueFilter, now: Revision) -> HttpResponse:
    """As the API's list says it: a page, and where the next one is."""
    found = list(form.narrow(Beta.objects.whole()).by_name(after=form.beyond)[: PAGE + 1])
    known = facts.current()
    asked = request.GET.copy()
    asked["after"] = found[PAGE - 1].name if len(found) > PAGE else ""
    following = f"{reverse('catalogue:json')}?{asked.urlencode()}" if asked["after"] else None
    return JsonResponse({"items": [beta_shape(beta, known) for beta in found[:PAGE]], "next": following})


def _csv(request: HttpRequest, form: CatalogueFilter, now: Revision) -> HttpResponse:
    betas = form.narrow(Beta.objects.select_related("family", "successor").prefetch_related("platforms"))
    headers = {"Content-Disposition": 'attachment; filename="betas.csv"'}
    return HttpResponse(table.as_table(betas.by_name()), content_type=links.CSV, headers=headers)


def _atom(request: HttpRequest, form: CatalogueFilter, now: Revision) -> HttpResponse:
    """Without a question, also of betas that are gone and of models."""
    changes = BetaChange.objects.select_related("beta", "who").defer("beta__shipped", "beta__notes")
    if form.asked:
        changes = changes.filter(beta__in=form.narrow(Beta.objects.all()))
    asked = request.GET.copy()
    for name in (feed_tokens.PARAMETER, "after"):
        asked.pop(name, None)
    text = atom.atom(changes.order_by("-id")[:MOST_ENTRIES], now.at, asked.urlencode())
    return HttpResponse(text, content_type=f"{links.ATOM}; charset=utf-8")


def _ics(request: HttpRequest, form: CatalogueFilter, now: Revision) -> HttpResponse:
    betas = form.narrow(Beta.objects.all()).by_name().defer("shipped", "notes")
    headers = {"Content-Disposition": 'inline; filename="betas.ics"'}
    return HttpResponse(ical.calendar(betas, now.at), content_type=f"{links.ICS}; charset=utf-8", headers=headers)
