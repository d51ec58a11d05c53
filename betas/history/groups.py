"""Errors that are one error: how many, since when, and whether it worked since.

Bounded, however long the history: the newest MOST_ERRORS errors of WINDOW are grouped, and the newest MOST_FINE answers
looked at for one that worked. A constant number of queries at any number of groups.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from betas import header
from betas.history.causes import advice, cause
from betas.history.forms import ErrorFilter
from betas.history.listing import SentBeta, catalogued, sent_betas
from betas.history.spark import Spark
from betas.models import ErrorGroup, Exchange, User
from betas.models.choices import Means, State
from betas.models.history import ExchangeQuerySet
from betas.models.paging import Page, first_id, page

WINDOW = timedelta(days=30)
DAYS = 14
MOST_ERRORS, MOST_FINE = 5000, 2000
PAGE_SIZE = 50
# Their cause lies in betas, account, model or service rather than in the body.
PASSING = {Means.REFUSED_BETA, Means.ACCOUNT_GATE, Means.RATE_LIMIT, Means.TRANSIENT, Means.AUTHENTICATION}
Key = tuple[int, str]
# As text, which is as the database keeps them: of thousands, making ids and moments takes longer than reading them.
ID = Cast("pk", CharField())
DAY = Substr(Cast("created_at", CharField()), 1, 10)


@dataclass(slots=True)
class Counted:
    """The newest of a group, and how many there are a day (UTC, as ISO 8601 writes it)."""

    newest: UUID
    days: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Group:
    """`exchange` is the newest, `first_seen` of the first ever; `worked` went well since, same betas and model.

    Only of errors that may pass: what is wrong in a request's own body is not mended by another that went well.
    """

    exchange: Exchange
    count: int
    spark: Spark
    first_seen: datetime
    worked: UUID | None
    mark: ErrorGroup | None
    refused: list[SentBeta]
    cause: str
    advice: str

    @property
    def new_today(self) -> bool:
        return self.first_seen.astimezone(UTC).date() == _today()

    @property
    def muted(self) -> bool:
        return self.mark is not None and self.mark.muted_at is not None


def listed(user: User, form: ErrorFilter) -> tuple[list[Group], UUID | None]:
    """The groups that a valid form asks for, the last seen first, and after which to go on, None at the end."""
    counted = _counted(form.narrow(Exchange.objects.for_user(user)))
    marks = {(mark.project_id, mark.fingerprint): mark for mark in ErrorGroup.objects.for_user(user)}
    muted = {key for key, mark in marks.items() if mark.muted_at}
    asked = [one for key, one in counted.items() if (key in muted) == form.cleaned_data["muted"]]
    after = form.cleaned_data["after"]
    left = [one for one in asked if after is None or one.newest < after]
    return _groups(user, left[:PAGE_SIZE], marks), left[PAGE_SIZE - 1].newest if len(left) > PAGE_SIZE else None


def _counted(errors: ExchangeQuerySet) -> dict[Key, Counted]:
    """By project and fingerprint, the last seen first. One without a fingerprint stands alone."""
    recent = errors.filter(pk__gte=first_id(timezone.now() - WINDOW)).order_by("-pk")
    groups: dict[Key, Counted] = {}
    for pk, project, fingerprint, day in recent.values_list(ID, "project", "fingerprint", DAY)[:MOST_ERRORS]:
        key = project, fingerprint or pk
        if key not in groups:
            groups[key] = Counted(UUID(pk))
        groups[key].days[day] += 1
    return groups


def _groups(user: User, counted: Sequence[Counted], marks: dict[Key, ErrorGroup]) -> list[Group]:
    same = {"project": OuterRef("project"), "fingerprint": OuterRef("fingerprint")}
    of_it = Exchange.objects.filter(~Q(fingerprint=""), **same).order_by("pk")
    found = Exchange.objects.for_list().annotate(first_seen=Subquery(of_it.values("created_at")[:1]))
    newest = {exchange.pk: exchange for exchange in found.filter(pk__in=[one.newest for one in counted])}
    known = catalogued(use.name for exchange in newest.values() for use in exchange.betas.all() if use.refused)
    fine = _fine(user) if counted else {}
    groups = []
    for one in counted:
        exchange: Any = newest[one.newest]
        worked = fine.get(_sent(exchange.model, exchange.beta_header)) if _may_pass(exchange) else None
        groups.append(
            Group(
                exchange, one.days.total(), Spark.of(one.days, _today(), DAYS),
                exchange.first_seen if exchange.fingerprint else exchange.created_at,
                worked if worked and worked > exchange.pk else None,
                marks.get((exchange.project_id, exchange.fingerprint)),
                [use for use in sent_betas(exchange, known) if use.refused], cause(exchange), advice(exchange),
            )
        )  # fmt: skip
    return groups


def _may_pass(exchange: Exchange) -> bool:
    return exchange.state != State.DONE or exchange.error_means in PASSING


def _fine(user: User) -> dict[tuple[str, frozenset[str]], UUID]:
    """What was answered well of late: the newest by model and betas."""
    newest: dict[tuple[str, frozenset[str]], UUID] = {}
    exchanges = Exchange.objects.for_user(user).order_by("-pk")
    rows = exchanges.values_list("pk", "state", "status", "error_type", "model", "beta_header")[:MOST_FINE]
    for pk, state, status, error, model, line in rows:
        if state == State.DONE and (status or 500) < 400 and not error:
            newest.setdefault(_sent(model, line), pk)
    return newest


def _sent(model: str, line: str | None) -> tuple[str, frozenset[str]]:
    return model, frozenset(header.split([line or ""]))


def _today() -> date:
    return timezone.now().astimezone(UTC).date()


def newest_of_each(errors: ExchangeQuerySet, *, size: int, after: UUID | None) -> Page[Exchange]:
    """A page of groups of all times, each by its newest exchange."""
    newer = errors.filter(~Q(fingerprint=""), fingerprint=OuterRef("fingerprint"), pk__gt=OuterRef("pk"))
    return page(errors.filter(~Exists(newer)).prefetch_related("betas"), size=size, after=after)


def counts(errors: ExchangeQuerySet, fingerprints: Iterable[str]) -> dict[str, dict[str, Any]]:
    """By fingerprint: how many there are, and when the first and the last of them was."""
    groups = errors.filter(fingerprint__in=list(fingerprints)).order_by().values_list("fingerprint")
    counted = groups.annotate(Count("pk"), Min("created_at"), Max("created_at"))
    return {key: {"count": count, "first": first, "last": last} for key, count, first, last in counted}
