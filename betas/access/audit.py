"""The one writer of audit entries. Call it inside the transaction of what it records."""

from collections.abc import Mapping

from django.db import transaction

from betas.models import AuditEntry, Project, User


def record(
    project: Project,
    who: User | None,
    action: str,
    subject: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """`action` is `thing.verb`; `before` and `after` hold JSON values, never a secret."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit entry is written with the change it records, or neither is")
    AuditEntry.objects.create(
        project=project,
        who=who,
        action=action,
        subject=subject[:200],
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
    )
