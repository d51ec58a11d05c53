"""Where the catalogue is disputed: with what ships, and among its sources."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from betas.access.roles import person, requires
from betas.catalogue import disputes
from betas.catalogue.keeping.disputed import Disputed
from betas.catalogue.keeping.forms import DisputeForm
from betas.models.choices import Role

PAGE = "catalogue/keeping/disagreements.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    form = DisputeForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        context = {"disputed": Disputed.now(form), "form": form or DisputeForm()}
        return render(request, PAGE, context, status=422 if form else 200)
    facts, who = form.cleaned_data["chosen"], person(request)
    if form.cleaned_data["do"] == "take":
        count = disputes.take_shipped(facts, who=who, why=form.cleaned_data["why"])
        told = ngettext("%(n)s fact is now as shipped.", "%(n)s facts are now as shipped.", count)
    else:
        count = disputes.keep_ours(facts, who=who)
        told = ngettext("%(n)s fact stays ours.", "%(n)s facts stay ours.", count)
    messages.success(request, told % {"n": count})
    return redirect("catalogue:disagreements")
