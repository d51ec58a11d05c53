"""One-time sign-in links. Only the SHA-256 of a link's secret is stored."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from betas.access import audit, defaults, people
from betas.models import SignInLink, User

LIVES = timedelta(hours=24)


def make(user: User, *, by: User | None = None) -> str:
    """The address that signs `user` in, once, within a day."""
    secret = secrets.token_urlsafe(32)
    project = defaults.ensure()
    with transaction.atomic():
        SignInLink.objects.create(user=user, digest=_digest(secret), expires_at=timezone.now() + LIVES)
        audit.record(project, by, "sign_in_link.made", user.username)
    return f"{settings.PUBLIC_URL}{reverse('access:link', args=[secret])}"


def redeem(secret: str) -> User | None:
    """Whom the link signs in; None when it is unknown, used or too old. Of two who open it at once one gets in."""
    now = timezone.now()
    live = SignInLink.objects.filter(digest=_digest(secret), used_at=None, expires_at__gt=now, user__is_active=True)
    project = defaults.ensure()
    with transaction.atomic():
        if not live.update(used_at=now):
            return None
        link = SignInLink.objects.select_related("user").get(digest=_digest(secret))
        audit.record(project, link.user, "sign_in_link.opened", link.user.username)
    return link.user


def at_start() -> str | None:
    """What a start prints: a link while no administrator can sign in, else None.

    BETABOARD_ADMIN_PASSWORD, where given, becomes the password of that first administrator; it never replaces one.
    Raises ValidationError where it is too weak.
    """
    if people.administrator_can_sign_in():
        return None
    user = people.administrator()
    if not settings.BETABOARD_ADMIN_PASSWORD:
        return make(user)
    validate_password(settings.BETABOARD_ADMIN_PASSWORD, user)
    people.set_password(user, settings.BETABOARD_ADMIN_PASSWORD)
    return None


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
