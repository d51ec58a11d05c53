"""Takes one change of the catalogue back, unless the fact has changed again since."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from betas.catalogue import changes, edits
from betas.models import BetaChange, User


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it cannot be taken back, in a sentence; `now` is what the fact says instead of what the change left."""

    message: str
    now: Any = None


@transaction.atomic
def revert(change: BetaChange, *, who: User, why: str) -> Refused | None:
    """Write what stood before, as a change of its own."""
    row = edits.locked(change.subject)
    refused = _refused(change, row)
    if row and not refused:
        edits.write(row, {change.field: change.before}, who=who, why=why)
    return refused


def refusal(change: BetaChange) -> Refused | None:
    """What `revert` would say now."""
    return _refused(change, edits.look(change.subject))


def _refused(change: BetaChange, row: edits.Subject | None) -> Refused | None:
    if row is None:
        return Refused(_("%(subject)s is no longer in the catalogue.") % {"subject": change.subject})
    if change.field in (changes.ADDED, changes.DELETED):
        return Refused(_("Only a change of a fact can be taken back."))
    now = edits.stored(row)[change.field]
    if now != change.after:
        return Refused(_("It has changed again since: take back the newer change first, or edit the fact."), now)
    if problems := edits.problems(row, {change.field: change.before}):
        return Refused("; ".join(problems))
    return None
