"""What waits for review, and what becomes of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from betas.access.roles import person, requires
from betas.catalogue import review
from betas.catalogue.keeping.forms import DecisionForm, ProposalForm
from betas.catalogue.keeping.queue import known, lines, queue
from betas.catalogue.sync import newest
from betas.models import Proposal, SyncRun
from betas.models.choices import Role
from betas.models.review import ProposalKind

LONGEST_NAME = 128


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    form = DecisionForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        after = request.GET.get("after", "").replace("\0", "")[:LONGEST_NAME]
        context = {"queue": queue(after, form), "form": form or DecisionForm(), "last": SyncRun.objects.first()}
        return render(request, "catalogue/keeping/review.html", context, status=422 if form else 200)
    who, why = person(request), form.cleaned_data["why"]
    if form.is_acceptance:
        _tell(request, review.accept(form.to_values(), who=who, why=why), accepted=True)
    else:
        _tell(request, review.reject(form.proposals.keys(), who=who, why=why), accepted=False)
    return redirect("catalogue:review")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept one with other values than proposed."""
    found = get_object_or_404(Proposal.objects.select_related("run", "decided_by"), pk=pk)
    beta = known([found.beta]).get(found.beta)
    data = request.POST if request.method == "POST" else None
    form = ProposalForm(found, data, is_new=found.kind == ProposalKind.NEW and beta is None)
    context = {"form": form, "proposal": found, "beta": beta, "lines": lines(found.values, beta)}
    if not form.is_valid():
        return render(request, "catalogue/keeping/proposal.html", context, status=422 if form.is_bound else 200)
    done = review.accept({found.pk: form.to_values()}, who=person(request), why=form.cleaned_data["why"])
    if done.refusals:
        form.add_error(None, "; ".join(done.refusals))
        return render(request, "catalogue/keeping/proposal.html", context, status=422)
    _tell(request, done, accepted=True)
    return redirect("catalogue:review")


@require_POST
@requires(Role.ADMIN)
def sync(request: HttpRequest) -> HttpResponse:
    """Fetch the newest packages now. No transaction is open meanwhile."""
    done, problems = newest.everything(who=person(request))
    for label, summary in done:
        told = {"package": label, "proposed": summary.proposed, "known": summary.known}
        words = _("%(package)s is read: %(proposed)s new proposals; %(known)s of its names were known.")
        messages.success(request, words % told)
    for problem in problems:
        messages.error(request, problem)
    return redirect("catalogue:review")


def _tell(request: HttpRequest, done: review.Decision, *, accepted: bool) -> None:
    if accepted:
        words = ngettext("%(n)s proposal accepted.", "%(n)s proposals accepted.", done.count)
    else:
        words = ngettext("%(n)s proposal rejected.", "%(n)s proposals rejected.", done.count)
    if done.count:
        messages.success(request, words % {"n": done.count})
    for refusal in done.refusals:
        messages.warning(request, refusal)
