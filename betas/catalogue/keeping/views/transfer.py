"""The whole catalogue as a file, and back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from betas.access.roles import person, requires
from betas.catalogue import tables, transfer
from betas.catalogue.keeping.forms import ImportForm
from betas.models.choices import Role

PAGE = "catalogue/keeping/transfer.html"
TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


@require_safe
@requires(Role.ADMIN)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    text = tables.WRITERS[kind](transfer.exported())
    name = f'attachment; filename="betaboard-catalogue.{kind}"'
    return HttpResponse(text, content_type=TYPES[kind], headers={"Content-Disposition": name})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    """A file is shown as what it would do; sent again with a reason, all of it is done."""
    if request.method != "POST":
        return render(request, PAGE, {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    is_readable = form.is_valid() or hasattr(form, "preview")
    if not form.is_valid() or not form.cleaned_data["text"]:
        text = tables.to_json(form.catalogue) if is_readable else ""
        return render(request, PAGE, {"form": form, "text": text}, status=200 if form.is_valid() else 422)
    done = transfer.bring_in(form.catalogue, who=person(request), why=form.cleaned_data["reason"])
    told = {"added": len(done.added), "fields": len(done.edits), "kept": done.kept}
    messages.success(request, _("Imported: %(added)s added, %(fields)s fields changed, %(kept)s kept.") % told)
    return redirect("catalogue:changes")
