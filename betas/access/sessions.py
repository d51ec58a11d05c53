"""How a person gets in and out of the browser pages."""

from django.contrib.auth import login
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from betas.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


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
