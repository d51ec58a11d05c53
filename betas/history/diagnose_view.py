"""An error from anywhere, explained. Nothing of it is stored, and nothing of the address is read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from betas.access.roles import requires
from betas.diagnosis.consult import consult
from betas.history import card
from betas.history.diagnose_form import DiagnoseForm
from betas.htmx import render_page
from betas.models.choices import Role

PAGE, RESULT = "history/diagnose.html", "history/_diagnosed.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.VIEWER)
def diagnose(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, PAGE, {"form": DiagnoseForm()})
    form = DiagnoseForm.of(request.POST)
    if not form.is_valid():
        return render_page(request, PAGE, RESULT, {"form": form}, status=422)
    said = form.read()
    found = consult(said.status, said.body, betas=said.betas, headers=said.headers)
    return render_page(request, PAGE, RESULT, {"form": form, "said": said, "card": card.plain(found, said.betas)})
