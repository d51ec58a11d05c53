"""How much is kept and for how long; one exchange erased."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from betas.access import defaults
from betas.access.roles import person, requires, role_for
from betas.history.keeping import erase, storage
from betas.history.keeping.forms import KeepingForm
from betas.models import Exchange
from betas.models.choices import Role

STORAGE, RULES, ERASE = "history/storage.html", "history/keeping.html", "history/erase.html"


@require_safe
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    counted = "counted" in request.GET
    return render(request, STORAGE, storage.shown(person(request), defaults.ensure(), counted=counted))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def rules(request: HttpRequest) -> HttpResponse:
    form = KeepingForm(defaults.ensure(), request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, RULES, {"form": form}, status=422 if form.is_bound else 200)
    form.save(by=person(request))
    messages.success(request, _("How long things are kept is saved. It is applied within the hour."))
    return redirect("history:storage")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.TESTER)
def erasing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks, and does it."""
    user = person(request)
    exchange = get_object_or_404(Exchange.objects.for_user(user), pk=pk)
    if not erase.may(user, role_for(request), exchange):
        raise PermissionDenied(_("Only who sent it, or an administrator, may erase it."))
    if request.method != "POST":
        return render(request, ERASE, {"exchange": exchange})
    try:
        erase.erase(exchange, by=user)
    except erase.StillSending:
        return render(request, ERASE, {"exchange": exchange, "sending": True}, status=409)
    messages.success(request, _("The exchange is erased. Its bytes leave the files with the next manage.py compact."))
    return redirect("history:index")
