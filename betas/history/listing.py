"""Exchanges and errors as lists show them. A constant number of queries at any number of rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from betas.history import then
from betas.history.causes import cause
from betas.history.finding import Found, find
from betas.history.forms import HistoryFilter
from betas.models import Beta, ClaudeModel, Exchange, ExchangeTag, User
from betas.models.choices import Source, Status

PAGE_SIZE = 50
MOST_NAMES = 1
MOST_TAGS = 1
MOST_NEWS = 99
NEWS_SEEN = 1000


@dataclass(frozen=True, slots=True)
class SentBeta:
    """One name of a header beside what the catalogue says about it now; `beta` is None where it is not in there.

    `then` is its status when it was sent: empty where it was not catalogued, None where nobody asked.
    """

    name: str
    refused: bool
    beta: Beta | None
    then: str | None = None

    @property
    def retired(self) -> bool:
        return self.beta is not None and self.beta.status == Status.RETIRED

    @property
    def changed(self) -> str:
        """What its status was and is, in words; empty where it is the same."""
        return then.told(self.then, self.beta)

    @property
    def advice(self) -> str:
        """What to do about a refused one."""
        if self.beta is None:
            return _("The catalogue does not know it: check the spelling, or remove it.")
        if self.beta.header_still_needed is False:
            return _("The feature no longer needs a header: remove it.")
        if self.beta.successor:
            return _("Use %(successor)s, or remove it.") % {"successor": self.beta.successor.name}
        if self.retired:
            return _("It is retired: remove it.")
        return _("Remove it, or ask whether your account and platform may use it.")


class Name(NamedTuple):
    """What a list says of a name that was sent: see SentBeta."""

    name: str
    refused: bool
    retired: bool
    changed: str


@dataclass(frozen=True, slots=True)
class Row:
    """`names` are the first betas: refused ones, then retired ones, then others. `more` are left out, of both kinds.

    `url` is its own page, `source` says in words where it came from and whose it is.
    """

    exchange: Exchange
    url: str
    caption: str
    names: tuple[Name, ...]
    more: int
    cause: str
    tags: list[str]
    more_tags: int
    source: str

    @property
    def day(self) -> date:
        """On which it was sent, where the reader is."""
        return timezone.localdate(self.exchange.created_at)


def found(user: User, form: HistoryFilter) -> Found:
    """The page that a valid form asks for."""
    exchanges = Exchange.objects.for_user(user).for_list()
    return find(exchanges, form.conditions, size=PAGE_SIZE, after=form.cleaned_data["after"])


def newer(user: User, form: HistoryFilter) -> int:
    """How many of the newest came after `newest` and fit a valid form, at most one more than MOST_NEWS.

    Looks at a bounded number of rows, however long the page has been open.
    """
    exchanges = Exchange.objects.for_user(user)
    if form.cleaned_data["newest"]:
        exchanges = exchanges.filter(pk__gt=form.cleaned_data["newest"])
    recent = exchanges.order_by("-pk").values("pk")[:NEWS_SEEN]
    return form.narrow(Exchange.objects.filter(pk__in=recent))[: MOST_NEWS + 1].count()


def rows(exchanges: Iterable[Exchange], most: int = MOST_NAMES) -> list[Row]:
    """With at most so many names each. Three queries, and one for their betas where those are not at hand."""
    exchanges = list(exchanges)
    prefetch_related_objects(exchanges, "betas")
    tagged = _tags(exchanges)
    known = catalogued(use.name for exchange in exchanges for use in exchange.betas.all())
    before = then.of(known)
    sources, index = {value: str(label) for value, label in Source.choices}, reverse("history:index")

    def row(exchange: Exchange) -> Row:
        sent = sent_betas(exchange, known, before)
        uses = sorted(sent, key=lambda use: (not use.refused, not use.retired))
        names = tuple(Name(use.name, use.refused, use.retired, use.changed) for use in uses[:most])
        tags = tagged[exchange.pk]
        source, owner = sources[exchange.source], exchange.who or exchange.token
        return Row(
            exchange, f"{index}{exchange.pk}/", exchange.caption, names, len(uses[most:]), cause(exchange),
            tags[:MOST_TAGS], len(tags[MOST_TAGS:]), f"{source} · {owner}" if owner else source,
        )  # fmt: skip

    return [row(exchange) for exchange in exchanges]


def _tags(exchanges: Iterable[Exchange]) -> Mapping[UUID, list[str]]:
    """By exchange; a list shows tags of few, so no rows are made of them."""
    names: dict[UUID, list[str]] = defaultdict(list)
    tags = ExchangeTag.objects.filter(exchange__in=[exchange.pk for exchange in exchanges])
    for exchange, name in tags.values_list("exchange", "name"):
        names[exchange].append(name)
    return names


def sent_betas(exchange: Exchange, known: Mapping[str, Beta], before: then.Statuses | None = None) -> list[SentBeta]:
    """In the order of the header; `known` is what `catalogued` found."""
    return [
        SentBeta(use.name, use.refused, known.get(use.name), before.then(use.name, exchange) if before else None)
        for use in exchange.betas.all()
    ]


def catalogued(names: Iterable[str]) -> dict[str, Beta]:
    """The named betas that the catalogue knows, by name, each with its successor and no more than advice needs."""
    return {beta.name: beta for beta in Beta.objects.filter(name__in=set(names)).for_advice()}


def known_betas() -> tuple[str, ...]:
    return tuple(Beta.objects.values_list("name", flat=True))


def known_models() -> tuple[str, ...]:
    return tuple(ClaudeModel.objects.values_list("id", flat=True))
