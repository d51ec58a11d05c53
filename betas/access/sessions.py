"""How a person gets in and out of the browser pages."""

from django.contrib.auth import login
from django.contrib.auth.backends import ModelBackend
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from betas.models import User
from betas.models.prepared import prepared

BACKEND = "betas.access.sessions.Accounts"


class Accounts(ModelBackend):
    """Django's accounts. Whose a session is, every page asks: with SQL that is made once."""

    def get_user(self, user_id: int) -> User | None:
        found = _users(user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


@prepared
def _users(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


def begin(request: HttpRequest, user: User, *, by_link: bool = False) -> None:
    """Signs in with a fresh session key; nothing of the session before survives."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session["by_link"] = by_link


def needs_no_old_password(request: HttpRequest, user: User) -> bool:
    """Who came by a link, or has no password, has none to show."""
    return bool(request.session.get("by_link")) or not user.has_usable_password()


def destination(request: HttpRequest, otherwise: str | Model = "overview:index") -> str:
    """Where `next` leads, when that is a path of ours; else `otherwise`, the front page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return resolve_url(otherwise)
