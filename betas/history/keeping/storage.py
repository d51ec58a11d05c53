"""What the storage page tells: how large the history is, how fast it grows, what keeps it small."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from betas.history.days import DAY, today
from betas.history.insight.period import Period
from betas.history.keeping import files, prune
from betas.history.statistics import moment
from betas.models import Chore, Project, User

DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """What was sent on one (UTC); `size` is the bytes of bodies both ways as they travelled, before compression."""

    day: date
    requests: int = 0
    size: int = 0


def shown(user: User, project: Project, *, counted: bool) -> dict[str, Any]:
    """A constant number of queries; `counted` also counts what retention would take now, which takes longer."""
    chores = Chore.objects.in_bulk([Chore.BACKUP, Chore.PRUNE, Chore.COMPACT])
    return {
        "size": files.size(),
        "parts": files.parts(),
        "days": list(_days(user)),
        "rules": project.retention.exclude(bodies_days=None, bodies_mb=None, rows_days=None, rows_most=None).count(),
        "store_bodies": project.store_bodies,
        "due": prune.counted() if counted else None,
        "most": prune.MOST_COUNTED,
        **chores,
    }


def _days(user: User) -> Iterator[Day]:
    """Newest first, those without anything too. From the counts, which outlive the rows."""
    sums = Period.lately(DAYS, "day").counts(user).sums("at", names=("requests", "request_bytes", "response_bytes"))
    told = {moment(at).date(): (requests, sent + received) for at, requests, sent, received in sums}
    for back in range(DAYS):
        day = today() - DAY * back
        yield Day(day, *told.get(day, (0, 0)))
