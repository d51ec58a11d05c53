"""What the list of betas shows."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from betas import header
from betas.catalogue import events
from betas.catalogue.events import Event
from betas.catalogue.forms import PAST, CatalogueFilter
from betas.catalogue.platforms import Letters, by_beta
from betas.models import Beta
from betas.models.catalogue import BetaQuerySet
from betas.models.choices import Status

MOST_NEAR = 3
PAGE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, flat: it is drawn once for the same values.

    `event` says what happened last or will next, seen from `today`, `next` what to do without a successor; empty where
    nothing is stated.
    """

    name: str
    title: str
    summary: str
    status: str
    named_on: date | None
    platforms: Letters
    event: str
    event_on: date | None
    is_soon: bool
    is_near: bool
    successor: str
    next: str
    today: date


@dataclass(frozen=True, slots=True)
class Found:
    """A page of rows by name, of `count` that match. `after` is the name to ask the next page with, None on the last.

    `past` are retired or superseded and folded away: as rows where all of them stand on the page, else as a number.
    """

    shown: list[Row]
    folded: list[Row]
    count: int
    past: int
    after: str | None
    near: list[str]


def found(form: CatalogueFilter) -> Found:
    """In a constant number of queries."""
    betas = form.narrow(Beta.objects.all())
    counted = betas.aggregate(all=Count("pk"), past=Count("pk", filter=Q(status__in=PAST)))
    past = counted["past"] if form.folds else 0
    fits_a_page = counted["all"] <= PAGE
    asked = betas if fits_a_page or not past else betas.current()
    rows = _rows(asked.by_name(after=form.beyond).for_list()[: PAGE + 1])
    shown = [row for row in rows if not (past and row.status in PAST)]
    folded = [row for row in rows if past and row.status in PAST]
    after = shown[PAGE - 1].name if len(rows) > PAGE else None
    suggested = [] if counted["all"] else near(form.asked.get("q", ""))
    return Found(shown[:PAGE], folded, counted["all"], past, after, suggested)


def _rows(betas: BetaQuerySet) -> list[Row]:
    """Two queries."""
    now, platforms = events.today(), by_beta(betas)
    return [_row(beta, events.last_event(beta, now), platforms[beta.pk], now) for beta in betas]


def _row(beta: Beta, event: Event | None, platforms: Letters, today: date) -> Row:
    return Row(
        beta.name,
        beta.title,
        beta.summary,
        beta.status,
        beta.named_on,
        platforms,
        event=event.words if event else "",
        event_on=event.on if event else None,
        is_soon=bool(event and event.is_soon),
        is_near=bool(event and event.is_near),
        successor=beta.successor.name if beta.successor else "",
        next=_next(beta),
        today=today,
    )


def _next(beta: Beta) -> str:
    is_free = beta.status == Status.GENERALLY_AVAILABLE
    if is_free and beta.changes_response_shape:
        return _("header selects an older answer shape")
    if beta.header_still_needed:
        return _("header still needed in places")
    return _("no header needed") if is_free else ""


def named(name: str, betas: QuerySet[Beta]) -> Beta | None:
    """A text that can be no name is looked up nowhere."""
    try:
        return betas.filter(name=header.valid(name)).first()
    except header.MalformedBeta:
        return None


def near(words: str) -> list[str]:
    """Names that look like what was asked for, nearest first."""
    return get_close_matches(words, Beta.objects.values_list("name", flat=True), n=MOST_NEAR, cutoff=0.5)


def accurate_as_of() -> date | None:
    """The newest day on which a source was read or a person looked."""
    days = Beta.objects.aggregate(read=Max("evidence__read_on"), looked=Max("verified_on"))
    return max((day for day in days.values() if day), default=None)
