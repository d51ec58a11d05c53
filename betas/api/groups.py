"""Errors that are one error, counted: the same kind, words, culprits and model."""

from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef
from django.http import JsonResponse
from ninja import Router

from betas.api.bearer import ApiRequest
from betas.api.exchange_shapes import GroupShape, group_shape
from betas.api.parameters import AfterExchange, Limit
from betas.api.problems import FOR_LIST
from betas.api.shapes import Listing, listing
from betas.models import Exchange
from betas.models.history import ExchangeQuerySet
from betas.models.paging import page

router = Router(tags=["Errors"])


@router.get(
    "/errors",
    operation_id="list_errors",
    summary="List groups of errors",
    response={200: Listing[GroupShape], **FOR_LIST},
)
def groups(request: ApiRequest, limit: Limit = 100, after: AfterExchange = None) -> JsonResponse:
    """Refusals and failures alike, the last seen first."""
    errors = Exchange.objects.for_project(request.auth.project).exclude(fingerprint="")
    newer = errors.filter(fingerprint=OuterRef("fingerprint"), pk__gt=OuterRef("pk"))
    newest = page(errors.filter(~Exists(newer)).prefetch_related("betas"), size=limit, after=after)
    counts = _counts(errors, [exchange.fingerprint for exchange in newest.rows])
    items = [group_shape(exchange, **counts[exchange.fingerprint]) for exchange in newest.rows]
    return listing(request, items, newest.after)


def _counts(errors: ExchangeQuerySet, fingerprints: list[str]) -> dict[str, dict[str, Any]]:
    """By fingerprint: how many there are, and when the first and the last of them was."""
    groups = errors.filter(fingerprint__in=fingerprints).order_by().values_list("fingerprint")
    counted = groups.annotate(Count("pk"), Min("created_at"), Max("created_at"))
    return {key: {"count": count, "first": first, "last": last} for key, count, first, last in counted}
