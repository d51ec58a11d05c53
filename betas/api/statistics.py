"""What was sent, in numbers."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from betas.api.bearer import ApiRequest
from betas.api.parameters import Moment
from betas.api.problems import FOR_LIST, wrong
from betas.api.shapes import Listing, listing, moment, money, stated
from betas.history import statistics
from betas.history.rollups import hour_of
from betas.history.statistics import Bucket

router = Router(tags=["Statistics"])

# So much that an answer stays small: about a thousand buckets of each beta.
FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = {"hour": timedelta(days=31), "day": timedelta(days=1000)}


class BucketShape(TypedDict):
    """One beta in one hour or day; `beta` is null for what was sent without one.

    Who sends two betas is counted in both. Latencies are those of answers, null where there were none.
    """

    bucket: str
    beta: str | None
    requests: int
    errors: int
    p50_ms: int | None
    p95_ms: int | None
    input_tokens: int
    output_tokens: int
    cost: str | None


class Period(BaseModel):
    since: Annotated[Moment | None, Field(description="From the hour of this day or moment on; else 30 days.")] = None
    until: Annotated[Moment | None, Field(description="Before this day or moment, RFC 3339; else now.")] = None
    by: Annotated[Literal["hour", "day"], Field(description="How much time a bucket spans, in UTC.")] = "day"
    beta: Annotated[str, Field(max_length=128, description="This name in the header alone.")] = ""

    def bounds(self) -> tuple[datetime, datetime]:
        """Raises Problem."""
        until = self.until or timezone.now()
        since = hour_of(self.since or max(until, FIRST) - timedelta(days=30))
        if since > until:
            raise wrong("until", _("This is before “since”."))
        if until - since > LONGEST[self.by]:
            days = {"days": LONGEST[self.by].days, "by": self.by}
            raise wrong("since", _("By the %(by)s, ask for at most %(days)s days at once.") % days)
        return since, until


@router.get(
    "/stats", operation_id="get_statistics", summary="What was sent", response={200: Listing[BucketShape], **FOR_LIST}
)
def stats(request: ApiRequest, asked: Query[Period]) -> JsonResponse:
    """Requests, errors, latencies, tokens and cost by beta and time, the oldest first; whole, so `next` is null."""
    since, until = asked.bounds()
    found = statistics.by_beta(request.auth.project, since=since, until=until, step=asked.by, beta=asked.beta)
    return listing(request, map(_shape, found), None)


def _shape(bucket: Bucket) -> BucketShape:
    numbers = bucket.numbers
    return {
        "bucket": moment(bucket.at),
        "beta": stated(bucket.beta),
        "requests": numbers.requests,
        "errors": numbers.errors,
        "p50_ms": numbers.p50_ms,
        "p95_ms": numbers.p95_ms,
        "input_tokens": numbers.input_tokens,
        "output_tokens": numbers.output_tokens,
        "cost": money(numbers.cost),
    }
