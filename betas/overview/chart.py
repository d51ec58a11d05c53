"""Requests and errors of the last 30 days: two counts a day, and the bars that show them. Days are UTC."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, QuerySet, Value

from betas.models import Exchange, User
from betas.models.history import ExchangeQuerySet
from betas.overview.days import DAY, first_id, today

DAYS = 30
STEP, WIDTH, HEIGHT = 10, 7, 100


@dataclass(frozen=True, slots=True)
class Day:
    """`errors` are among `requests`."""

    on: date
    requests: int
    errors: int


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
    """Two queries, of one count a day each: all requests from an index alone, errors from rows but no body."""
    days = [today() - DAY * back for back in reversed(range(DAYS))]
    sent = Exchange.objects.for_user(user)
    requests, errors = _counted(sent, days), _counted(sent.failed(), days)
    return Chart([Day(day, requests[day], errors[day]) for day in days])


def _counted(exchanges: ExchangeQuerySet, days: Iterable[date]) -> dict[date, int]:
    first, *others = [_one(exchanges, day) for day in days]
    return {date.fromordinal(day): count for day, count in first.union(*others, all=True)}


def _one(exchanges: ExchangeQuerySet, day: date) -> "QuerySet[Exchange, tuple[int, int]]":
    counted = exchanges.filter(pk__gte=first_id(day), pk__lt=first_id(day + DAY))
    named = counted.order_by().annotate(day=Value(day.toordinal(), IntegerField())).values("day")
    return named.annotate(count=Count("pk")).values_list("day", "count")
