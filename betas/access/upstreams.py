"""Where requests may go. A key is bound to one origin: a changed origin drops the keys."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import ngettext

from betas.access import audit
from betas.address import origin
from betas.models import Project, Upstream, User
from betas.models.prepared import prepared

AUDITED = ("title", "base_url", "platform", "header_style", "enabled")


def enabled(project: Project) -> list[Upstream]:
    """Where its requests may go now."""
    return _enabled(project.pk)


@prepared
def _enabled(project_id: int) -> QuerySet[Upstream]:
    return Upstream.objects.filter(project=project_id, enabled=True)


def save(upstream: Upstream, *, by: User | None) -> int:
    """Writes a new or changed upstream. Returns how many keys were dropped because its origin changed."""
    with transaction.atomic():
        before = Upstream.objects.select_for_update().filter(pk=upstream.pk).first()
        upstream.save()
        dropped = _drop_keys(upstream) if before and origin(before.base_url) != origin(upstream.base_url) else 0
        audit.record(
            upstream.project,
            by,
            "upstream.changed" if before else "upstream.added",
            upstream.name,
            before=_facts(before) if before else None,
            after={**_facts(upstream), **({"keys_dropped": dropped} if dropped else {})},
        )
    return dropped


def told_dropped(count: int) -> str:
    return ngettext(
        "Its address is another now, so its %(n)s key was dropped: add it anew.",
        "Its address is another now, so its %(n)s keys were dropped: add them anew.",
        count,
    ) % {"n": count}


def _drop_keys(upstream: Upstream) -> int:
    count = upstream.keys.count()
    upstream.keys.all().delete()
    return count


def _facts(upstream: Upstream) -> dict[str, object]:
    return {field: getattr(upstream, field) for field in AUDITED}
