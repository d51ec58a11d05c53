"""An exchange to give away: for an issue tracker, or for a colleague's machine."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from betas.access.roles import person, requires
from betas.history import repro, shown
from betas.history.repro import Repro
from betas.models import Exchange
from betas.models.choices import Role


@require_safe
@requires(Role.VIEWER)
def markdown(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _file(repro.markdown(_repro(request, pk)), "text/markdown; charset=utf-8", f"repro-{pk}.md")


@require_safe
@requires(Role.VIEWER)
def bundle(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _file(repro.bundle(_repro(request, pk)), "application/zip", f"repro-{pk}.zip")


def _repro(request: HttpRequest, pk: UUID) -> Repro:
    try:
        return Repro.of(shown.found(person(request), pk))
    except Exchange.DoesNotExist as error:
        raise Http404 from error


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    body = content.encode(errors="replace") if isinstance(content, str) else content
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=kind, headers=headers)
