"""What stands on the front page, each part in one query or two."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from betas.history import listing
from betas.models import Beta, BetaChange, ClaudeModel, Exchange, ExchangeBeta, User
from betas.models.choices import Status

IN_USE = timedelta(days=7)
STALE = timedelta(days=30)
NONE = "–"
WORDS = dict(Status.choices)
MOST_BETAS, MOST_ROWS, MOST_CHANGES, MOST_DATES = 15, 5, 6, 8


@dataclass(frozen=True, slots=True)
class InUse:
    """A name sent lately: how often, how often it failed, and its catalogue entry (None where it has none)."""

    name: str
    count: int
    failures: int
    beta: Beta | None


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
            return change.field.replace("_", " ")
        return f"{WORDS.get(str(change.before), NONE)} → {WORDS.get(str(change.after), NONE)}"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A beta or a model that retires on a day to come; `is_beta` says which."""

    on: date
    name: str
    is_beta: bool


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest day on which a fact was read or verified, None where no fact says."""

    checked_on: date | None

    @property
    def is_stale(self) -> bool:
        return self.checked_on is not None and self.checked_on < timezone.now().date() - STALE


def in_use(user: User) -> list[InUse]:
    recent = Exchange.objects.for_user(user).filter(created_at__gte=timezone.now() - IN_USE)
    sent = (
        ExchangeBeta.objects.filter(exchange__in=recent)
        .values("name")
        .annotate(count=Count("id"), failures=Count("id", filter=Q(is_error=True)))
        .order_by("-count", "name")[:MOST_BETAS]
    )
    counted = [(row["name"], row["count"], row["failures"]) for row in sent]
    known = listing.catalogued(name for name, _, _ in counted)
    return [InUse(name, count, failures, known.get(name)) for name, count, failures in counted]


def newest_errors(user: User) -> list[listing.Row]:
    return listing.rows(Exchange.objects.for_user(user).failed().for_list().order_by("-pk")[:MOST_ROWS])


def last_requests(user: User) -> list[listing.Row]:
    return listing.rows(Exchange.objects.for_user(user).for_list().order_by("-pk")[:MOST_ROWS])


def changes() -> list[Change]:
    """Newest first; what one day changed in one way for one reason is one of them."""
    alike = BetaChange.objects.annotate(day=TruncDate("at")).values("day", "field", "why")
    groups = list(alike.annotate(count=Count("id"), newest=Max("id")).order_by("-newest")[:MOST_CHANGES])
    newest = BetaChange.objects.select_related("beta").in_bulk([group["newest"] for group in groups])
    return [Change(newest[group["newest"]], group["count"] - 1) for group in groups]


def ahead() -> list[Ahead]:
    """Nearest first."""
    today = timezone.now().date()
    betas = Beta.objects.filter(retired_on__gte=today).order_by("retired_on")[:MOST_DATES]
    models = ClaudeModel.objects.filter(retires_on__gte=today).order_by("retires_on")[:MOST_DATES]
    coming = [Ahead(beta.retired_on, beta.name, True) for beta in betas if beta.retired_on]
    coming += [Ahead(model.retires_on, model.pk, False) for model in models if model.retires_on]
    return sorted(coming, key=lambda one: (one.on, one.name))[:MOST_DATES]


def freshness() -> Freshness:
    days = Beta.objects.aggregate(verified=Max("verified_on"), read=Max("evidence__read_on")).values()
    return Freshness(max((day for day in days if day), default=None))
