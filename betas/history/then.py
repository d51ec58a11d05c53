"""What the catalogue said about betas when an exchange was sent: today's statuses, walked back change by change."""

from collections.abc import Mapping

from django.db.models import Q

from betas.models import Beta, BetaChange, Exchange


def statuses(exchange: Exchange, known: Mapping[str, Beta]) -> dict[str, str]:
    """The status of each name then, empty where it was not catalogued. One query.

    `known` are those catalogued now. A beta that was deleted since has left no status behind.
    """
    then = {name: beta.status for name, beta in known.items()}
    later = BetaChange.objects.filter(_since(exchange), subject__in=then, field__in=(BetaChange.ADDED, "status"))
    for change in later.order_by("-id"):
        then[change.subject] = str(change.before or "") if change.field == "status" else ""
    return then


def _since(exchange: Exchange) -> Q:
    """By the catalogue's revision where one was noted, else by the clock."""
    revision = exchange.catalogue_revision
    return Q(id__gt=revision) if revision else Q(at__gt=exchange.created_at)
