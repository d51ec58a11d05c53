"""What was sent, for programs."""

from typing import Annotated
from uuid import UUID

from django.db.models import Q
from django.http import JsonResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from betas.api.bearer import ApiRequest, tester
from betas.api.exchange_shapes import ExchangeDetail, ExchangeShape, exchange_detail, exchange_shape
from betas.api.parameters import Id, Moment
from betas.api.problems import FOR_LIST, FOR_ONE, FOR_SENDING, wrong
from betas.api.reading import JsonBody
from betas.api.sending import Sending, sent
from betas.api.shapes import Listing, listing
from betas.history.finding import find
from betas.history.query import LANGUAGE, sent_at, sent_with, with_type
from betas.models import Exchange
from betas.models.choices import Source, State
from betas.models.history import ExchangeQuerySet
from betas.models.paging import Page
from betas.query import Unreadable
from betas.query.help import described
from betas.query.language import MOST_CHARACTERS

router = Router(tags=["Requests"])


class RequestFilter(BaseModel):
    q: Annotated[str, Field(max_length=MOST_CHARACTERS, description=described(LANGUAGE))] = ""
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
        return find(exchanges, self._conditions(), size=self.limit, after=self.after).page

    def _conditions(self) -> list[Q]:
        exact = {"state": self.state, "model": self.model, "source": self.source}
        found = [Q(**{column: value}) for column, value in exact.items() if value]
        found += [sent_with([self.beta])] if self.beta else []
        found += [with_type(self.error)] if self.error else []
        found += [LANGUAGE.condition(f"status:{self.status}")] if self.status else []
        found += [sent_at(Q(created_at__gte=self.since))] if self.since else []
        found += [sent_at(Q(created_at__lt=self.until))] if self.until else []
        return [*found, *self._asked()]

    def _asked(self) -> list[Q]:
        try:
            return LANGUAGE.conditions(self.q)
        except Unreadable as error:
            raise wrong("q", *(problem.message for problem in error.problems)) from error


@router.get(
    "/requests",
    operation_id="list_requests",
    summary="List requests",
    response={200: Listing[ExchangeShape], **FOR_LIST},
)
def exchanges(request: ApiRequest, asked: Query[RequestFilter]) -> JsonResponse:
    """Newest first. A search that takes long stops early: `next` then goes on where it stopped, items or none.

    Words of bodies can be found a few seconds after an exchange has ended."""
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
