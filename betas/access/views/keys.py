from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betas.access import defaults, keys, upstreams
from betas.access.forms import KeyForm
from betas.access.roles import person, requires
from betas.models import UpstreamKey
from betas.models.choices import Role


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.TESTER)
def index(request: HttpRequest) -> HttpResponse:
    user, project = person(request), defaults.ensure()
    form = KeyForm(project, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        rows = [(key, keys.readable(key)) for key in UpstreamKey.objects.for_user(user).for_list()]
        context = {"form": form, "rows": rows, "environment": keys.from_environment(upstreams.enabled(project))}
        return render(request, "access/keys.html", context, status=422 if form.is_bound else 200)
    typed = form.cleaned_data
    keys.add(project, typed["upstream"], typed["label"], typed["key"], by=user)
    messages.success(request, _("The key %(label)s is stored.") % {"label": typed["label"]})
    return redirect("access:keys")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.TESTER)
def delete(request: HttpRequest, key_id: UUID) -> HttpResponse:
    user = person(request)
    key = get_object_or_404(UpstreamKey.objects.for_user(user).select_related("upstream", "project"), pk=key_id)
    if request.method != "POST":
        return render(request, "access/key_delete.html", {"key": key})
    keys.delete(key, by=user)
    messages.success(request, _("The key %(label)s is deleted.") % {"label": key.label})
    return redirect("access:keys")
