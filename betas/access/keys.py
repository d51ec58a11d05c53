"""Which keys there are to send with: stored ones, and the environment's."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import django.db
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betas.access import audit, keyshape, upstreams
from betas.access.vault import KeyUnreadable as KeyUnreadable
from betas.access.vault import open_key as open_key
from betas.access.vault import seal as seal
from betas.models import Project, Upstream, UpstreamKey, User
from betas.models.prepared import prepared
from betas.secret import Secret

ENVIRONMENT = "environment"
ENVIRONMENT_LABEL = "ANTHROPIC_API_KEY"
ENVIRONMENT_UPSTREAM = "https://api.anthropic.com"
TOUCH_EVERY = timedelta(minutes=1)


class NoSuchKey(LookupError):
    """No key of that name for that upstream."""


UNUSABLE = (NoSuchKey, KeyUnreadable)


@dataclass(frozen=True, slots=True)
class Offer:
    """A key to choose: `value` is its UUID or "environment", `upstream` the upstream's name.

    `key` is None for the environment's.
    """

    value: str
    label: str
    upstream: str
    last_four: str
    key: UpstreamKey | None = None


def add(project: Project, upstream: Upstream, label: str, secret: Secret, *, by: User | None) -> UpstreamKey:
    key = UpstreamKey(project=project, upstream=upstream, label=label, created_by=by, last_four=secret.reveal()[-4:])
    key.ciphertext = seal(key, secret)
    with transaction.atomic():
        key.save(force_insert=True)
        audit.record(project, by, "key.added", str(key), after={"upstream": upstream.name})
    return key


def delete(key: UpstreamKey, *, by: User | None) -> None:
    with transaction.atomic():
        audit.record(key.project, by, "key.deleted", str(key), before={"upstream": key.upstream.name})
        key.delete()


def readable(key: UpstreamKey) -> bool:
    try:
        open_key(key)
    except KeyUnreadable:
        return False
    return True


def offered(project: Project, places: Iterable[Upstream]) -> list[Offer]:
    """What can be sent with to these of its enabled upstreams: their readable keys, then the environment's."""
    by_id = {place.pk: place for place in places}
    stored = [key for key in _stored(project.pk) if key.upstream_id in by_id]
    for key in stored:
        key.upstream = by_id[key.upstream_id]
    readables = filter(readable, stored)
    offers = [Offer(str(key.pk), key.label, key.upstream.name, key.last_four, key) for key in readables]
    return offers + from_environment(by_id.values())


@prepared
def _stored(project_id: int) -> QuerySet[UpstreamKey]:
    return UpstreamKey.objects.filter(project=project_id)


def from_environment(places: Iterable[Upstream]) -> list[Offer]:
    secret = environment_secret()
    if secret is None:
        return []
    fitting = [place for place in places if place.base_url == ENVIRONMENT_UPSTREAM]
    return [Offer(ENVIRONMENT, ENVIRONMENT_LABEL, place.name, secret.reveal()[-4:]) for place in fitting]


def environment_secret() -> Secret | None:
    """ANTHROPIC_API_KEY of this process, None where it is missing or misshapen."""
    text: str = settings.ANTHROPIC_API_KEY.strip()
    return Secret(text) if keyshape.trouble(text) is None else None


def value_of(key_id: UUID | None, label: str) -> str:
    """The value of the offer with which something was sent; empty where its key was deleted since."""
    if key_id is None:
        return ENVIRONMENT if label == ENVIRONMENT_LABEL else ""
    return str(key_id)


def chosen(project: Project, upstream: Upstream, value: str) -> Offer:
    """The offer with this value. Raises NoSuchKey."""
    for offer in offered(project, upstreams.enabled(project)):
        if (offer.upstream, offer.value) == (upstream.name, value):
            return offer
    raise NoSuchKey(value)


def opened(offer: Offer, upstream: Upstream) -> Secret:
    """The key itself, bound to its upstream as the caller knows it: were its origin changed since, it must not open.

    Raises NoSuchKey, KeyUnreadable, whose texts are for people.
    """
    if offer.key is None:
        secret = environment_secret()
        if secret is None or upstream.base_url != ENVIRONMENT_UPSTREAM:
            raise NoSuchKey(_("ANTHROPIC_API_KEY is no longer set, or its upstream has another address now."))
        return secret
    offer.key.upstream = upstream
    secret = open_key(offer.key)
    _touch(offer.key)
    return secret


def _touch(key: UpstreamKey) -> None:
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > TOUCH_EVERY:
        with suppress(django.db.Error), transaction.atomic():  # a note that is missed is no reason to fail
            UpstreamKey.objects.filter(pk=key.pk).update(last_used_at=now)


def problem() -> str | None:
    """One sentence for whoever starts the server when stored keys do not open; nothing is deleted."""
    lost = [key for key in UpstreamKey.objects.select_related("upstream") if not readable(key)]
    if not lost:
        return None
    return ngettext(
        "%(n)s stored key does not open with %(file)s: put the former file back, or add the key anew on /keys/.",
        "%(n)s stored keys do not open with %(file)s: put the former file back, or add the keys anew on /keys/.",
        len(lost),
    ) % {"n": len(lost), "file": settings.DATA / "data.key"}
