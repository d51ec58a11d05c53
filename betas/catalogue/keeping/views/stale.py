"""Betas that nobody looked at for long."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from betas.access.roles import person, requires
from betas.catalogue import freshness
from betas.catalogue.keeping.forms import VerifiedForm
from betas.catalogue.many import set_facts
from betas.models.choices import Role

MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    form = VerifiedForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        found = freshness.stale()
        chosen = request.POST.getlist("chosen")
        context = {"form": form, "rows": found[:MOST], "count": len(found), "chosen": chosen}
        return render(request, "catalogue/keeping/stale.html", context, status=422 if form.is_bound else 200)
    news = {"verified_on": timezone.now().date()}
    count = set_facts(form.cleaned_data["chosen"], news, who=person(request), why=form.cleaned_data["reason"])
    told = ngettext("%(n)s beta is verified today.", "%(n)s betas are verified today.", count)
    messages.success(request, told % {"n": count})
    return redirect("catalogue:stale")
