"""The lives of betas as a drawing: a lane for each family, a line for each version. Units are those of the view box."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import MONTHS_3
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.catalogue import events
from betas.catalogue.lineage import in_order
from betas.models import Beta
from betas.models.choices import Status

WIDTH, LEFT, HEAD, LINE, BAR = 1000, 250, 26, 18, 10
MARGIN = timedelta(days=30)
STAGES = (("first_seen", "beta"), ("ga", "ga"), ("deprecated", "old"))
MODELS = gettext_lazy("the last model it works with retires")


@dataclass(frozen=True, slots=True)
class Life:
    """A beta's dates; `models_end` is when the last model that it is said to work with retires, where all do."""

    beta: Beta
    models_end: date | None

    @property
    def first_seen(self) -> date | None:
        """In the SDK; else the date in the name, which is not the launch day."""
        return self.beta.first_in_sdk_on or self.beta.named_on

    @property
    def is_named(self) -> bool:
        return self.beta.first_in_sdk_on is None and self.beta.named_on is not None

    @property
    def ga(self) -> date | None:
        return self.beta.ga_on

    @property
    def deprecated(self) -> date | None:
        return self.beta.deprecated_on

    @property
    def retired(self) -> date | None:
        return self.beta.retired_on

    @property
    def days(self) -> list[date]:
        found = (self.first_seen, self.ga, self.deprecated, self.retired, self.models_end)
        return [day for day in found if day]

    def touches(self, axis: "Axis") -> bool:
        return bool(self.days) and min(self.days) <= axis.last and (self.retired or axis.last) >= axis.first


@dataclass(frozen=True, slots=True)
class Axis:
    first: date
    last: date

    def x(self, day: date) -> float:
        part = (min(max(day, self.first), self.last) - self.first) / (self.last - self.first)
        return round(LEFT + (WIDTH - LEFT) * part, 1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Segment:
    x: float
    width: float
    look: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One version: `y` is the middle of its line."""

    life: Life
    y: int
    segments: list[Segment]
    marks: list[Mark]

    @property
    def top(self) -> int:
        return self.y - BAR // 2


@dataclass(frozen=True, slots=True)
class Lane:
    slug: str
    y: int
    lines: list[Drawn]

    @property
    def height(self) -> int:
        return LINE * len(self.lines)


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    word: str | Promise


@dataclass(frozen=True, slots=True)
class Drawing:
    lanes: list[Lane]
    ticks: list[Tick]
    today: float | None
    height: int
    width: int = WIDTH
    left: int = LEFT
    bar: int = BAR


def life(beta: Beta, retires: Mapping[str, date]) -> Life:
    """`retires` are the days of models that have one. Needs the beta's models at hand."""
    models = [row.model for row in beta.models.all() if row.supported]
    ends = all(model in retires for model in models) and models
    return Life(beta, max(retires[model] for model in models) if ends else None)


def axis(lives: Iterable[Life], year: int | None, now: date) -> Axis:
    if year:
        return Axis(date(year, 1, 1), date(year, 12, 31))
    days = [day for each in lives for day in each.days] or [now]
    return Axis(min(days).replace(month=1, day=1), max(*days, now) + MARGIN)


def drawing(lives: Iterable[Life], over: Axis, now: date) -> Drawing:
    """What lies outside the axis is left out."""
    grouped: dict[str, list[Life]] = {}
    for each in lives:
        if each.touches(over):
            grouped.setdefault(each.beta.family.slug, []).append(each)
    lanes = list(_lanes(grouped, over, now))
    height = HEAD + sum(lane.height for lane in lanes) + LINE
    return Drawing(lanes, list(_ticks(over)), over.x(now) if now in over else None, height)


def _lanes(grouped: Mapping[str, list[Life]], over: Axis, now: date) -> Iterator[Lane]:
    y = HEAD
    for slug in sorted(grouped):
        by_name = {each.beta.name: each for each in grouped[slug]}
        line = [by_name[beta.name] for beta in in_order(each.beta for each in grouped[slug])]
        yield Lane(slug, y, [_drawn(each, y + LINE * place + LINE // 2, over, now) for place, each in enumerate(line)])
        y += LINE * len(line)


def _drawn(each: Life, y: int, over: Axis, now: date) -> Drawn:
    return Drawn(each, y, list(_segments(each, over, now)), list(_marks(each, over)))


def _segments(each: Life, over: Axis, now: date) -> Iterator[Segment]:
    """From stage to stage; what has no end goes on until today, unless it is retired and no source says since when."""
    begun = [(day, look) for name, look in STAGES if (day := getattr(each, name))]
    last = date.min if each.beta.status == Status.RETIRED else now
    ends = [*(day for day, _look in begun[1:]), each.retired or last] if begun else []
    for (day, look), end in zip(begun, ends, strict=True):
        x = over.x(day)
        if (width := round(over.x(end) - x, 1)) > 0:
            yield Segment(x, width, look)


def _marks(each: Life, over: Axis) -> Iterator[Mark]:
    named = [("named", _("date in its name, not the launch day"), each.first_seen if each.is_named else None)]
    dated = [(event.field, event.words, event.on) for event in events.events(each.beta, events.today())]
    models = [("models", str(MODELS), each.models_end)]
    for look, words, day in (*named, *dated, *models):
        if day and day in over:
            yield Mark(over.x(day), look, f"{each.beta.name}: {words}, {day.isoformat()}")


def _ticks(over: Axis) -> Iterator[Tick]:
    if over.first.year == over.last.year:
        yield from (Tick(over.x(date(over.first.year, month, 1)), MONTHS_3[month]) for month in range(1, 13))
        return
    for year in range(over.first.year, over.last.year + 1):
        yield Tick(over.x(date(year, 1, 1)), str(year))
