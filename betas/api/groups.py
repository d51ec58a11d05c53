"""Errors that are one error, counted: the same kind, words, culprits and model."""

from django.http import JsonResponse
from ninja import Router

from betas.api.bearer import ApiRequest
from betas.api.exchange_shapes import GroupShape, group_shape
from betas.api.parameters import AfterExchange, Limit
from betas.api.problems import FOR_LIST
from betas.api.shapes import Listing, listing
from betas.history import groups as grouping
from betas.models import Exchange

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
    newest = grouping.newest_of_each(errors, size=limit, after=after)
    counts = grouping.counts(errors, [exchange.fingerprint for exchange in newest.rows])
    items = [group_shape(exchange, **counts[exchange.fingerprint]) for exchange in newest.rows]
    return listing(request, items, newest.after)
