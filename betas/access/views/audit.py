from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from betas.access.forms import OlderThan
from betas.access.roles import person, requires
from betas.models import AuditEntry
from betas.models.choices import Role
from betas.models.paging import page

SIZE = 50


@require_safe
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    form = OlderThan(request.GET)
    if not form.is_valid():
        raise Http404
    entries = AuditEntry.objects.for_user(person(request)).select_related("who")
    shown = page(entries, size=SIZE, after=form.cleaned_data["after"])
    return render(request, "access/audit.html", {"page": shown})
