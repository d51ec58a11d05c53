"""What the storage page tells: how large the history is, how fast it grows, what keeps it small."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from betas.history.keeping import files, prune
from betas.models import Chore, HourlyRollup, Project, User

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
    """Newest first, those without anything too. From the counts, which outlive the rows; SQLite would cut each
    moment to its day in Python."""
    today = timezone.now().astimezone(UTC).date()
    first = datetime.combine(today - timedelta(days=DAYS - 1), time(), UTC)
    hours = HourlyRollup.objects.filter(project__in=Project.objects.for_user(user), whole=True, hour__gte=first)
    requests: Counter[date] = Counter()
    size: Counter[date] = Counter()
    for hour, *sums in hours.values_list("hour").annotate(Sum("requests"), Sum("request_bytes"), Sum("response_bytes")):
        day = hour.astimezone(UTC).date()
        requests[day] += sums[0]
        size[day] += sums[1] + sums[2]
    for back in range(DAYS):
        day = today - timedelta(days=back)
        yield Day(day, requests[day], size[day])
