"""What another release of the Python SDK means for the betas in use."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from betas.access.roles import requires
from betas.catalogue.keeping.forms import UpgradeForm
from betas.catalogue.keeping.shown import shown
from betas.catalogue.upgrade import compare
from betas.models import SyncRun
from betas.models.choices import Role

PAGE = "catalogue/keeping/sdk_diff.html"
MOST_RUNS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    form = UpgradeForm(request.POST, request.FILES) if request.method == "POST" else None
    versions = SyncRun.objects.filter(package="anthropic").values_list("version", flat=True)[:MOST_RUNS]
    context = {"form": form or UpgradeForm(), "versions": dict.fromkeys(versions)}
    if form is None or not form.is_valid():
        return render(request, PAGE, context, status=422 if form else 200)
    found = compare(form.cleaned_data["old"], form.cleaned_data["new"])
    return render(request, PAGE, {**context, "found": found, "sections": shown(found)})
