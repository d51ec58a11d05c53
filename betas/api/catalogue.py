"""The catalogue for programs."""

from typing import Annotated

from django.db.models import Q, QuerySet
from django.http import JsonResponse
from ninja import Router
from ninja.params.models import Query

from betas import header
from betas.api.bearer import ApiRequest
from betas.api.parameters import AfterId, AfterName, Limit, Name
from betas.api.problems import FOR_LIST, FOR_ONE, wrong
from betas.api.shapes import Listing, listing
from betas.catalogue import facts
from betas.catalogue.published import BetaShape, ChangeShape, ModelShape, beta_shape, change_shape, model_shape
from betas.catalogue.query import LANGUAGE
from betas.models import Beta, ClaudeModel
from betas.models.catalogue import BetaQuerySet
from betas.models.paging import Page, Row, page
from betas.query import Unreadable
from betas.query.help import described

router = Router(tags=["Catalogue"])
CatalogueQuery = Annotated[str, Query("", description=described(LANGUAGE))]


@router.get("/betas", operation_id="list_betas", summary="List betas", response={200: Listing[BetaShape], **FOR_LIST})
def betas(request: ApiRequest, q: CatalogueQuery = "", limit: Limit = 100, after: AfterName = "") -> JsonResponse:
    """By name."""
    found = _by(Beta.objects.whole().filter(_asked(q)), "name", limit, after)
    known = facts.current()
    return listing(request, (beta_shape(beta, known) for beta in found.rows), found.after)


@router.get(
    "/betas/{name}",
    operation_id="get_beta",
    summary="One beta",
    response={200: BetaShape, **FOR_ONE},
)
def beta(request: ApiRequest, name: Name) -> JsonResponse:
    return JsonResponse(beta_shape(_named(name, Beta.objects.whole()), facts.current()))


@router.get(
    "/betas/{name}/changes",
    operation_id="list_beta_changes",
    summary="What changed about a beta",
    response={200: Listing[ChangeShape], **FOR_ONE},
)
def changes(request: ApiRequest, name: Name, limit: Limit = 100, after: AfterId = None) -> JsonResponse:
    """Newest first."""
    beta = _named(name, Beta.objects.all())
    found = page(beta.changes.select_related("who"), size=limit, after=after)
    return listing(request, map(change_shape, found.rows), found.after)


@router.get(
    "/models",
    operation_id="list_models",
    summary="List models",
    response={200: Listing[ModelShape], **FOR_LIST},
)
def models(request: ApiRequest, limit: Limit = 100, after: AfterName = "") -> JsonResponse:
    """By id."""
    found = _by(ClaudeModel.objects.all(), "id", limit, after)
    return listing(request, map(model_shape, found.rows), found.after)


def _asked(query: str) -> Q:
    try:
        return LANGUAGE.condition(query)
    except Unreadable as error:
        raise wrong("q", *(problem.message for problem in error.problems)) from error


def _named(name: str, betas: BetaQuerySet) -> Beta:
    """The beta; a text that can be no name is looked up nowhere. Raises a 404."""
    try:
        return betas.get(name=header.valid(name))
    except header.MalformedBeta as error:
        raise Beta.DoesNotExist from error


def _by(rows: QuerySet[Row], key: str, size: int, after: str) -> Page[Row]:
    """The page of rows whose `key`, a text, comes after `after`, in its order."""
    found = list(rows.filter(**{f"{key}__gt": after}).order_by(key)[: size + 1])
    return Page(found[:size], getattr(found[size - 1], key) if len(found) > size else None)
