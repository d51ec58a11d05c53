"""Programs' way in: `bb_<lookup>_<random>`, of which only the SHA-256 of the whole is stored."""

import re
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256

import django.db
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from betas.access import audit
from betas.models import Project, Token, User
from betas.models.choices import Role
from betas.models.prepared import prepared
from betas.secret import Secret

TEXT = re.compile(r"bb_([0-9a-f]{12})_[A-Za-z0-9_-]{43}\Z")
NOBODYS = "0" * 64
TOUCH_EVERY = timedelta(minutes=1)


def make(
    project: Project, name: str, role: Role, *, by: User | None = None, expires_at: datetime | None = None
) -> tuple[Token, Secret]:
    """The token and its text, which is not to be had again."""
    lookup = secrets.token_hex(6)
    text = f"bb_{lookup}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = Token.objects.create(
            project=project,
            name=name,
            lookup=lookup,
            digest=_digest(text),
            role=role,
            created_by=by,
            expires_at=expires_at,
        )
        audit.record(project, by, "token.made", name, after={"role": role, "token": lookup})
    return token, Secret(text)


def revoke(token: Token, *, by: User | None) -> None:
    with transaction.atomic():
        Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
        audit.record(token.project, by, "token.revoked", token.name, before={"role": token.role, "token": token.lookup})


def check(text: str) -> Token | None:
    """The live token that `text` is, whatever `text` is."""
    match = TEXT.match(text)
    if not match:
        return None
    token = next(iter(_live(match[1], timezone.now())), None)
    fits = secrets.compare_digest(token.digest if token else NOBODYS, _digest(text))
    if token is None or not fits:
        return None
    [token.project] = _projects(token.project_id)
    _touch(token)
    return token


@prepared
def _live(lookup: str, now: datetime) -> QuerySet[Token]:
    return Token.objects.live(now).filter(lookup=lookup)


@prepared
def _projects(pk: int) -> QuerySet[Project]:
    return Project.objects.filter(pk=pk)


def _touch(token: Token) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > TOUCH_EVERY:
        with suppress(django.db.Error), transaction.atomic():  # a note that is missed is no reason to fail
            Token.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
