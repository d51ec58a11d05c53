from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from betas.access import defaults, tokens
from betas.access.forms import TokenForm
from betas.access.roles import person, requires
from betas.models import Token
from betas.models.choices import Role


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    """A made token is shown in the answer to its POST: kept for a redirect, it would lie in the session."""
    user, made = person(request), None
    form = TokenForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        made, form = form.make(defaults.ensure(), by=user)[1].reveal(), TokenForm()
    rows = Token.objects.for_user(user).for_list()
    return render(request, "access/tokens.html", {"form": form, "rows": rows, "made": made}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMIN)
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    user = person(request)
    token = get_object_or_404(Token.objects.for_user(user).select_related("project"), pk=token_id)
    if request.method != "POST":
        return render(request, "access/token_revoke.html", {"token": token})
    tokens.revoke(token, by=user)
    messages.success(request, _("The token %(name)s is revoked.") % {"name": token.name})
    return redirect("access:tokens")
