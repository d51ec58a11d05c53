"""Requests and errors of the last 30 days: two counts a day, and the bars that show them. Days are UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from betas.history.days import DAY, today
from betas.history.insight.period import Period
from betas.history.statistics import moment
from betas.models import User

DAYS = 30
STEP, WIDTH, HEIGHT = 10, 7, 100


@dataclass(frozen=True, slots=True)
class Day:
    """`errors` are among `requests`."""

    on: date
    requests: int
    errors: int

    @property
    def words(self) -> str:
        requests = ngettext("%(n)s request", "%(n)s requests", self.requests) % {"n": self.requests}
        errors = ngettext("%(n)s error", "%(n)s errors", self.errors) % {"n": self.errors}
        return f"{requests}, {errors}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One day in units of a drawing HEIGHT high: errors stand at the foot, the other requests on top of them."""

    day: Day
    x: int
    fine: int
    bad: int
    width: int = WIDTH

    @property
    def fine_y(self) -> int:
        return HEIGHT - self.bad - self.fine

    @property
    def bad_y(self) -> int:
        return HEIGHT - self.bad


@dataclass(frozen=True, slots=True)
class Chart:
    """The days oldest first, without a gap."""

    days: Sequence[Day]

    @property
    def requests(self) -> int:
        return sum(day.requests for day in self.days)

    @property
    def errors(self) -> int:
        return sum(day.errors for day in self.days)

    @property
    def busiest(self) -> Day:
        """The last of them, where several days are alike."""
        return max(self.days, key=lambda day: (day.requests, day.on))

    @property
    def used(self) -> list[Day]:
        """Days on which something was sent, newest first."""
        return [day for day in reversed(self.days) if day.requests]

    @property
    def width(self) -> int:
        return STEP * len(self.days)

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def bars(self) -> list[Bar]:
        most = self.busiest.requests
        return [bar(day, place, most) for place, day in enumerate(self.days) if day.requests]


def bar(day: Day, place: int, most: int) -> Bar:
    """What is not nothing can be seen: neither part is lower than one unit, both together never above HEIGHT."""
    bad = _high(day.errors, most)
    whole = max(_high(day.requests, most), bad + (day.requests > day.errors))
    over = max(whole - HEIGHT, 0)
    return Bar(day, STEP * place + (STEP - WIDTH) // 2, whole - bad, bad - over)


def _high(count: int, most: int) -> int:
    return max(round(count * HEIGHT / most), 1) if count else 0


def of(user: User) -> Chart:
    """One query."""
    sums = Period.lately(DAYS, "day").counts(user).sums("at", names=("requests", "errors"))
    counted = {moment(at).date(): told for at, *told in sums}
    days = [today() - DAY * back for back in reversed(range(DAYS))]
    return Chart([Day(day, *counted.get(day, (0, 0))) for day in days])
