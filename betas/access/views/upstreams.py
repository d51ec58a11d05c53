from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from betas.access import defaults, upstreams
from betas.access.forms import UpstreamForm
from betas.access.roles import person, requires
from betas.models import Upstream
from betas.models.choices import Role


@require_safe
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    rows = Upstream.objects.for_user(person(request)).annotate(key_count=Count("keys"))
    return render(request, "access/upstreams.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def add(request: HttpRequest) -> HttpResponse:
    return _edit(request, Upstream(project=defaults.ensure()))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def edit(request: HttpRequest, upstream_id: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Upstream.objects.for_user(person(request)), pk=upstream_id))


def _edit(request: HttpRequest, upstream: Upstream) -> HttpResponse:
    form = UpstreamForm(request.POST if request.method == "POST" else None, instance=upstream)
    if not form.is_valid():
        key_count = upstream.keys.count() if upstream.pk else 0
        context = {"form": form, "upstream": upstream, "key_count": key_count}
        return render(request, "access/upstream.html", context, status=422 if form.is_bound else 200)
    dropped = upstreams.save(form.instance, by=person(request))
    messages.success(request, _("%(title)s is saved.") % {"title": upstream.title})
    if dropped:
        messages.warning(request, upstreams.told_dropped(dropped))
    return redirect("access:upstreams")
