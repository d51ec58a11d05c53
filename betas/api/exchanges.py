"""What was sent, for programs."""

from typing import Annotated
from uuid import UUID

from django.http import JsonResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from betas.api.bearer import ApiRequest, tester
from betas.api.bodies import containing
from betas.api.exchange_shapes import ExchangeDetail, ExchangeShape, exchange_detail, exchange_shape
from betas.api.parameters import Id, Moment
from betas.api.problems import FOR_LIST, FOR_ONE, FOR_SENDING
from betas.api.reading import JsonBody
from betas.api.sending import Sending, sent
from betas.api.shapes import Listing, listing
from betas.models import Exchange
from betas.models.choices import Source, State
from betas.models.history import ExchangeQuerySet
from betas.models.paging import Page, page

router = Router(tags=["Requests"])


class RequestFilter(BaseModel):
    q: Annotated[str, Field(max_length=200, description="Words that the request or its answer holds, every one.")] = ""
    beta: Annotated[str, Field(max_length=128, description="A name in the header.")] = ""
    status: Annotated[str | None, Field(pattern=r"^[1-5]([0-9][0-9]|xx)$", description="400, or 4xx for all.")] = None
    state: Annotated[State | None, Field(description="How far it came.")] = None
    error: Annotated[str, Field(max_length=100, description="The error's type, such as overloaded_error.")] = ""
    model: Annotated[str, Field(max_length=128, description="The model asked for.")] = ""
    source: Annotated[Source | None, Field(description="What sent it.")] = None
    since: Annotated[Moment | None, Field(description="Not before: a day or a moment, RFC 3339.")] = None
    until: Annotated[Moment | None, Field(description="Before: a day or a moment, RFC 3339.")] = None
    limit: Annotated[int, Field(ge=1, le=200, description="How many items at most.")] = 100
    after: Annotated[UUID | None, Field(description="The last id of the page before.")] = None

    def page(self, exchanges: ExchangeQuerySet) -> Page[Exchange]:
        found = self._narrow(exchanges)
        if words := self.q.split():
            return containing(found, words, size=self.limit, after=self.after)
        return page(found, size=self.limit, after=self.after)

    def _narrow(self, exchanges: ExchangeQuerySet) -> ExchangeQuerySet:
        exact = {"state": self.state, "error_type": self.error, "model": self.model, "source": self.source}
        range_ = {"created_at__gte": self.since, "created_at__lt": self.until}
        exchanges = exchanges.filter(**{column: value for column, value in {**exact, **range_}.items() if value})
        if self.beta:
            exchanges = exchanges.with_beta(self.beta)
        return exchanges.with_status(self.status) if self.status else exchanges


@router.get(
    "/requests",
    operation_id="list_requests",
    summary="List requests",
    response={200: Listing[ExchangeShape], **FOR_LIST},
)
def exchanges(request: ApiRequest, asked: Query[RequestFilter]) -> JsonResponse:
    """Newest first. A search with `q` may stop early: `next` then goes on where it stopped, items or none."""
    found = asked.page(Exchange.objects.for_project(request.auth.project).for_list())
    return listing(request, map(exchange_shape, found.rows), found.after)


@router.post(
    "/requests",
    operation_id="send_request",
    summary="Send a request",
    response={201: ExchangeDetail, **FOR_SENDING},
    auth=tester,
)
def send(request: ApiRequest, sending: Annotated[Sending, JsonBody(...)]) -> JsonResponse:
    """Answers 201 whatever the upstream says: a refusal or a failure is a result. A stream is read to its end.

    With an `Idempotency-Key` header, asking again sends nothing and gives the same exchange, and 409 while it is
    being sent or where something else was sent with that key."""
    return JsonResponse(exchange_detail(sent(request, sending)), status=201)


@router.get(
    "/requests/{uuid:id}",
    operation_id="get_request",
    summary="One request",
    response={200: ExchangeDetail, **FOR_ONE},
)
def exchange(request: ApiRequest, id: Id) -> JsonResponse:
    found = Exchange.objects.for_project(request.auth.project).for_list().select_related("body").get(pk=id)
    return JsonResponse(exchange_detail(found))
