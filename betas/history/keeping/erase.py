"""One exchange, gone: no query finds anything of it, and the audit log says only that it was there."""

from django.db import transaction

from betas.access import audit
from betas.access.roles import reaches
from betas.models import ErrorGroup, Exchange, User
from betas.models.choices import Role, State


class StillSending(Exception):
    """It has not ended; its answer would be written after all."""


def may(user: User, role: str | None, exchange: Exchange) -> bool:
    """An administrator, and who sent it."""
    return reaches(role, Role.ADMIN) or (reaches(role, Role.TESTER) and exchange.who_id == user.pk)


@transaction.atomic
def erase(exchange: Exchange, *, by: User) -> None:
    """With all that belongs to it. Counts stay: they hold no content. Raises StillSending, Exchange.DoesNotExist."""
    found = Exchange.objects.select_for_update(of=("self",)).select_related("project").get(pk=exchange.pk)
    if found.state == State.SENDING:
        raise StillSending
    before = {"sent": found.created_at.isoformat(), "from": found.source}
    audit.record(found.project, by, "exchange.erased", str(found.pk), before=before)
    found.delete()
    _forget_group(found)


def _forget_group(exchange: Exchange) -> None:
    """What was said about an error of which none is left."""
    alike = Exchange.objects.for_project(exchange.project).filter(fingerprint=exchange.fingerprint)
    if exchange.fingerprint and not alike.exists():
        ErrorGroup.objects.filter(project=exchange.project, fingerprint=exchange.fingerprint).delete()
