"""Every change of the catalogue is kept: who, when, which field, before, after, why."""

from collections.abc import Iterator

from django.db.models import F

from betas.catalogue.shape import Values
from betas.models import Beta, BetaChange, ClaudeModel, User

ADDED, DELETED = BetaChange.ADDED, BetaChange.DELETED


def record(
    subject: Beta | ClaudeModel, before: Values, after: Values, *, who: User | None, why: str
) -> list[BetaChange]:
    """One row per field that differs; a beta's version grows with it. Nothing where nothing differs.

    `before` and `after` are in the form of `shape`; an empty `before` says that the subject is new.
    """
    changed = list(differences(before, after)) if before else [(ADDED, None, str(subject))]
    rows = [change(subject, field, old, new, who=who, why=why) for field, old, new in changed]
    if rows and before and isinstance(subject, Beta):
        Beta.objects.filter(pk=subject.pk).update(version=F("version") + 1)
        subject.refresh_from_db(fields=["version"])
    return BetaChange.objects.bulk_create(rows)


def change(
    subject: Beta | ClaudeModel, field: str, before: object, after: object, *, who: User | None, why: str
) -> BetaChange:
    """One change, not saved yet."""
    beta = subject if isinstance(subject, Beta) else None
    return BetaChange(beta=beta, subject=str(subject), field=field, before=before, after=after, who=who, why=why)


def differences(before: Values, after: Values) -> Iterator[tuple[str, object, object]]:
    return ((name, before.get(name), after[name]) for name in after if before.get(name) != after[name])
