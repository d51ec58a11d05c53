"""The history's list as a file."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from betas.access.roles import person, requires
from betas.history.connections import release
from betas.history.export_form import ExportForm
from betas.history.transfer.export import exported, noted
from betas.history.transfer.formats import FORMATS
from betas.models import Exchange
from betas.models.choices import Role
from betas.streaming import Stream, answer

REFUSED = "history/export_refused.html"


@require_safe
@requires(Role.VIEWER)
def export(request: HttpRequest) -> HttpResponseBase:
    """The query of the list, `format` and, to go on where it broke off, `after`, the last id that came."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _refused(request, form)
    kind, after = form.cleaned_data["format"], form.cleaned_data["after"]
    if request.method == "GET":
        noted(person(request), kind, request.GET.urlencode())
    exchanges = Exchange.objects.for_user(person(request))
    chunks = exported(exchanges, form.conditions, kind, after)
    response = answer(request, Stream(chunks, release), content_type=FORMATS[kind].content_type)
    name = f"betaboard-history-{timezone.now():%Y%m%d-%H%M%S}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _refused(request: HttpRequest, form: ExportForm) -> HttpResponse:
    """A page for people; for a program that asks for JSON what the JSON API would say."""
    if request.get_preferred_type(["text/html", "application/json"]) != "application/json":
        return render(request, REFUSED, {"form": form}, status=422)
    details = {name: list(map(str, texts)) for name, texts in form.errors.items()}
    message = _("The request is well-formed but wrong: %(fields)s.") % {"fields": ", ".join(details)}
    return JsonResponse({"error": {"code": "invalid", "message": message, "details": details}}, status=422)
