"""Accounts and their roles: the one place that changes who is what."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from betas.access import audit, defaults
from betas.access.roles import role_of
from betas.models import Membership, SignInLink, User
from betas.models.choices import Role

ADMINISTRATOR = "admin"


def set_role(user: User, role: Role, *, by: User | None) -> None:
    """Gives a saved user a role: an administrator, and nobody else, is staff and superuser. Ends their sessions."""
    project = defaults.ensure()
    before = role_of(user, project)
    is_admin = role == Role.ADMIN
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_staff=is_admin, is_superuser=is_admin)
        user.is_staff = user.is_superuser = is_admin
        Membership.objects.update_or_create(project=project, user=user, defaults={"role": role})
        if before != role:
            audit.record(
                project,
                by,
                "role.set",
                user.username,
                before={"role": before} if before else None,
                after={"role": role},
            )
            end_sessions(user)


def told_active(user: User, *, by: User | None) -> None:
    """Records that an account was opened or closed; a closed one is signed out everywhere."""
    with transaction.atomic():
        audit.record(defaults.ensure(), by, "account.opened" if user.is_active else "account.closed", user.username)
        if not user.is_active:
            end_sessions(user)


def set_password(user: User, password: str) -> None:
    """Every session of the user ends with it, and so does every link not yet opened."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        told_password(user, by=user)


def told_password(user: User, *, by: User | None) -> None:
    """Records that a password was set; links not yet opened end with the former one. Call it in that transaction."""
    SignInLink.objects.filter(user=user, used_at=None).delete()
    audit.record(defaults.ensure(), by, "password.set", user.username)


def end_sessions(user: User) -> None:
    """Signs a person out everywhere."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def administrator() -> User:
    """The first administrator who may sign in; the account `admin` is made one where there is none."""
    found = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    return found or _make_administrator()


@transaction.atomic
def _make_administrator() -> User:
    user, new = User.objects.get_or_create(username=ADMINISTRATOR)
    if new:
        user.set_unusable_password()
    user.is_active = True
    user.save()
    set_role(user, Role.ADMIN, by=None)
    return user


def administrator_can_sign_in() -> bool:
    """Whether an administrator has a password."""
    return any(user.has_usable_password() for user in User.objects.filter(is_superuser=True, is_active=True))
