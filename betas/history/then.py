"""What the catalogue said about betas when exchanges were sent: today's statuses, walked back change by change."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from betas.models import Beta, BetaChange, Exchange
from betas.models.choices import Status
from betas.told import told_once

SINCE = {
    Status.RETIRED: "retired_on",
    Status.DEPRECATED: "deprecated_on",
    Status.GENERALLY_AVAILABLE: "ga_on",
}


class Statuses:
    """Of the betas whose statuses `now` are given. One query, for any number of exchanges.

    Empty where a name was not catalogued. A beta that was deleted since has left no status behind.
    """

    def __init__(self, now: Mapping[str, str]) -> None:
        self._now = now
        self._changes: defaultdict[str, list[BetaChange]] = defaultdict(list)
        told = BetaChange.objects.filter(field__in=(BetaChange.ADDED, "status"), subject__in=now)
        for change in told.order_by("-id").only("subject", "at", "field", "before"):
            self._changes[change.subject].append(change)

    def now(self, name: str) -> str:
        return self._now.get(name, "")

    def then(self, name: str, exchange: Exchange) -> str:
        status = self.now(name)
        for change in self._changes.get(name, ()):
            if not _is_later(change, exchange):
                break
            status = str(change.before or "") if change.field == "status" else ""
        return status


def of(known: Mapping[str, Beta]) -> Statuses:
    """`known` are the betas in question that are catalogued now."""
    return Statuses({name: beta.status for name, beta in known.items()})


def of_all() -> Statuses:
    return Statuses(dict(Beta.objects.values_list("name", "status")))


def statuses(exchange: Exchange, known: Mapping[str, Beta]) -> dict[str, str]:
    """The status of each name when the exchange was sent."""
    found = of(known)
    return {name: found.then(name, exchange) for name in known}


def told(before: str | None, beta: Beta | None) -> str:
    """Both statuses where they differ, such as "active then, retired since 30 Apr 2026"; else empty."""
    if beta is None or before is None or beta.status == before:
        return ""
    return _told(before, beta.status, getattr(beta, SINCE.get(Status(beta.status), ""), None))


@told_once
def _told(before: str, now: str, day: date | None) -> str:
    said = {"then": _word(before), "now": _word(now), "day": day and date_format(day)}
    if day:
        return _("%(then)s then, %(now)s since %(day)s") % said
    return _("%(then)s then, %(now)s now") % said


def _word(status: str) -> str:
    return str(Status(status).label if status else _("Not catalogued")).lower()


def _is_later(change: BetaChange, exchange: Exchange) -> bool:
    """By the catalogue's revision where one was noted, else by the clock."""
    revision = exchange.catalogue_revision
    return change.pk > revision if revision else change.at > exchange.created_at
