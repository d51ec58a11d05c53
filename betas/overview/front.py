"""What stands on the front page, each part in one query or two."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef
from django.db.models.functions import TruncDate

from betas.catalogue.listing import accurate_as_of
from betas.history import causes, listing
from betas.history.days import first_id, today
from betas.history.insight.period import Period
from betas.history.insight.rows import Rows
from betas.history.insight.uses import Use, uses
from betas.models import Beta, BetaChange, ClaudeModel, Exchange, SyncRun, User
from betas.models.choices import Status

IN_USE = 7
STALE = timedelta(days=30)
NEAR = timedelta(days=30)
NONE = "–"
WORDS = dict(Status.choices)
MOST_BETAS, MOST_ROWS, MOST_NEW, MOST_CHANGES, MOST_DATES = 15, 5, 5, 6, 8


@dataclass(frozen=True, slots=True)
class NewError:
    """An error that never happened before today: where it first did, why, and how often since."""

    first: Exchange
    count: int

    @property
    def cause(self) -> str:
        return causes.cause(self.first)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the catalogue, and how many others were made like it on the same day."""

    newest: BetaChange
    others: int

    @property
    def words(self) -> str:
        """What changed: a status with its words before and after, anything else by its name."""
        change = self.newest
        if change.field != "status" or self.others:
            return change.what
        return f"{WORDS.get(str(change.before), NONE)} → {WORDS.get(str(change.after), NONE)}"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A beta or a model that retires on a day to come; `is_beta` says which."""

    on: date
    name: str
    is_beta: bool

    @property
    def days(self) -> int:
        return (self.on - today()).days

    @property
    def is_near(self) -> bool:
        return self.on - today() <= NEAR


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest day on which a fact was read or verified, None where no fact says; when an SDK was read last."""

    checked_on: date | None
    synced_at: datetime | None

    @property
    def is_stale(self) -> bool:
        return self.checked_on is not None and self.checked_on < today() - STALE


def in_use(user: User) -> list[Use]:
    """The names sent most in the last seven days, today among them."""
    week = Period.lately(IN_USE, "day")
    sent = week.counts(user).sums("beta", names=("requests", "errors")).exclude(beta="")
    return uses(sent.order_by("-requests", "beta")[:MOST_BETAS], Rows(week))


def new_errors(user: User) -> list[NewError]:
    """Those whose first occurrence is of today, the newest first; one look into the index of errors for each error."""
    told = Exchange.objects.exclude(fingerprint="")
    before = told.filter(project=OuterRef("project"), fingerprint=OuterRef("fingerprint"), pk__lt=OuterRef("pk"))
    seen = told.for_user(user).failed().filter(pk__gte=first_id(today()))
    found = list(seen.filter(~Exists(before)).order_by("-pk").values_list("pk", flat=True)[:MOST_NEW])
    if not found:
        return []
    firsts = list(Exchange.objects.filter(pk__in=found).prefetch_related("betas").order_by("-pk"))
    alike = told.for_user(user).filter(fingerprint__in=[first.fingerprint for first in firsts])
    counted = alike.order_by().values_list("project", "fingerprint").annotate(count=Count("pk"))
    counts = {(project, fingerprint): count for project, fingerprint, count in counted}
    return [NewError(first, counts.get((first.project_id, first.fingerprint), 1)) for first in firsts]


def exchanges(user: User) -> dict[str, list[listing.Row]]:
    """The newest `errors`, and the newest `rows` of all, without what is erased meanwhile."""
    newest = Exchange.objects.for_user(user).order_by("-pk")
    errors, last = (list(some.values_list("pk", flat=True)[:MOST_ROWS]) for some in (newest.failed(), newest))
    rows = {row.exchange.pk: row for row in listing.rows(Exchange.objects.filter(pk__in=[*errors, *last]).for_rows())}
    return {name: [rows[pk] for pk in ids if pk in rows] for name, ids in (("errors", errors), ("rows", last))}


def changes() -> list[Change]:
    """Newest first; what one day changed in one way for one reason is one of them."""
    alike = BetaChange.objects.annotate(day=TruncDate("at")).values("day", "field", "why")
    groups = list(alike.annotate(count=Count("id"), newest=Max("id")).order_by("-newest")[:MOST_CHANGES])
    newest = BetaChange.objects.in_bulk([group["newest"] for group in groups])
    return [Change(newest[group["newest"]], group["count"] - 1) for group in groups]


def ahead() -> list[Ahead]:
    """Nearest first."""
    betas = Beta.objects.filter(retired_on__gte=today()).order_by("retired_on").values_list("retired_on", "name")
    models = ClaudeModel.objects.filter(retires_on__gte=today()).order_by("retires_on").values_list("retires_on", "pk")
    coming = [Ahead(on, name, True) for on, name in betas[:MOST_DATES] if on]
    coming += [Ahead(on, name, False) for on, name in models[:MOST_DATES] if on]
    return sorted(coming, key=lambda one: (one.on, one.name))[:MOST_DATES]


def freshness() -> Freshness:
    return Freshness(accurate_as_of(), SyncRun.objects.values_list("at", flat=True).first())
