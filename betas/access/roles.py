"""Who may do what: a viewer reads, a tester sends and keeps keys, an administrator does everything."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from betas.models import Membership, Project, User
from betas.models.access import DEFAULT
from betas.models.choices import Role
from betas.models.prepared import prepared

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

RANKS = {role: rank for rank, role in enumerate(Role)}


def reaches(role: str | None, least: Role) -> bool:
    """Whether `role` may do what `least` may."""
    return role is not None and RANKS[Role(role)] >= RANKS[least]


def role_of(user: User | AnonymousUser, project: Project | None = None) -> Role | None:
    """The role in a project, the default one where none is given; None for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return None
    if user.is_superuser:
        return Role.ADMIN
    found = _memberships(user.pk, project.slug if project else DEFAULT)
    return Role(found[0].role) if found else None


@prepared
def _memberships(user_id: int, slug: str) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user_id, project__slug=slug)


def requires(least: Role) -> Callable[[View], View]:
    """Refuses (403) whoever's role does not reach `least`. Every view that is not open carries it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not reaches(role_for(request), least):
                raise PermissionDenied(_("This needs the role %(role)s.") % {"role": least.label})
            return view(request, *args, **kwargs)

        guarded.least_role = least  # type: ignore[attr-defined]  # for the test that walks every route
        return cast(View, guarded)

    return decorate


def person(request: HttpRequest) -> User:
    """Who asks, in a view that `requires` a role."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def role_for(request: HttpRequest) -> Role | None:
    """The role of who asks, looked up once per request."""
    if "role" not in request.__dict__:
        request.__dict__["role"] = role_of(request.user)
    found: Role | None = request.__dict__["role"]
    return found


def context(request: HttpRequest) -> dict[str, Any]:
    """For templates: `role`, None where nobody is signed in."""
    return {"role": role_for(request) if hasattr(request, "user") else None}
