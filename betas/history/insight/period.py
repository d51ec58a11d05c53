"""A time that numbers are told of: whole hours or whole days, UTC."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.utils import timezone

from betas.history.days import DAY, midnight, today
from betas.history.rollups import HOUR, hour_of
from betas.history.statistics import Counts
from betas.models import Project, User

STEPS = {"hour": HOUR, "day": DAY}
WRITTEN = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d"}


@dataclass(frozen=True, slots=True)
class Period:
    """`first` and `last` are when its first and its last step begin; `step` is "hour" or "day"."""

    first: datetime
    last: datetime
    step: str

    @classmethod
    def lately(cls, count: int, step: str) -> Self:
        """The last `count` hours or days, the present one among them."""
        last = hour_of(timezone.now()) if step == "hour" else midnight(today())
        return cls(last - STEPS[step] * (count - 1), last, step)

    @classmethod
    def of_days(cls, first: date, last: date) -> Self:
        """One day alone is told by the hour."""
        if first == last:
            return cls(midnight(first), midnight(first) + timedelta(hours=23), "hour")
        return cls(midnight(first), midnight(last), "day")

    @property
    def until(self) -> datetime:
        """The first moment that is past it."""
        return self.last + STEPS[self.step]

    @property
    def seconds(self) -> int:
        """How long a step is."""
        return int(STEPS[self.step].total_seconds())

    def within(self, at: datetime) -> "Period":
        """The one step that begins then."""
        return Period(at, at, self.step)

    @property
    def query(self) -> str:
        """In the words of the history's search."""
        since, until = (at.strftime(WRITTEN[self.step]) for at in (self.first, self.last))
        return f"since:{since} until:{until}"

    def counts(self, user: User, *, beta: str | None = None, model: str = "") -> Counts:
        """Of what `user` may read and began in it."""
        return Counts(Project.objects.for_user(user), self.first, self.until, self.step, beta, model)
