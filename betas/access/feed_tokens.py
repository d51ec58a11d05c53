"""Private addresses of feeds: `?token=…` reads what a viewer reads, of the feeds alone. One for each person."""

import secrets
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from betas.access import audit, defaults
from betas.access.roles import reaches, requires, role_of
from betas.models import FeedToken, User
from betas.models.choices import Role
from betas.secret import Secret

View = Callable[..., HttpResponseBase]
PARAMETER = "token"
PLAIN = "text/plain; charset=utf-8"


def make(user: User) -> Secret:
    """A new one in the place of the old, whose addresses stop working. Its text is not to be had again."""
    text = f"bbf_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        FeedToken.objects.update_or_create(user=user, defaults={"digest": _digest(text)})
        audit.record(defaults.ensure(), user, "feed_token.made", user.username)
    return Secret(text)


def revoke(user: User) -> None:
    with transaction.atomic():
        FeedToken.objects.filter(user=user).delete()
        audit.record(defaults.ensure(), user, "feed_token.revoked", user.username)


def owner(text: str) -> User | None:
    """Whose token it is, while they may read."""
    found = FeedToken.objects.select_related("user").filter(digest=_digest(text)).first()
    return found.user if found and reaches(role_of(found.user), Role.VIEWER) else None


def readable(view: View) -> View:
    """Open to who is signed in and to who brings a feed token; no other view takes one."""
    signed_in = requires(Role.VIEWER)(view)

    @login_not_required
    @wraps(signed_in)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        text = request.GET.get(PARAMETER)
        if text is None:
            return signed_in(request, *args, **kwargs) if request.user.is_authenticated else _to_sign_in(request)
        if owner(text) is None:
            return HttpResponse(_("This private address is no longer valid."), content_type=PLAIN, status=403)
        return view(request, *args, **kwargs)

    return read


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path())


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
