"""Answers that are asked for again and again: an ETag for each revision and query, and 304 while nothing changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language

from betas.catalogue import events
from betas.models import BetaChange

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOVES_WITH_TIME = ("now", "today")


@dataclass(frozen=True, slots=True)
class Revision:
    """The newest change, and when it was made."""

    id: int
    at: datetime


def revision() -> Revision:
    newest = BetaChange.objects.order_by("-id").values_list("id", "at").first()
    return Revision(*newest) if newest else Revision(0, EPOCH)


def answer(request: HttpRequest, now: Revision, make: Callable[[], HttpResponse]) -> HttpResponse:
    """`make` runs only where the asker does not have the answer already."""
    etag, changed = _etag(request, now), _changed(request, now)
    response = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    response = response or make()
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _etag(request: HttpRequest, now: Revision) -> str:
    asked = request.GET.copy()
    asked.pop("token", None)
    day = events.today() if _moves(request) else ""
    told = (settings.VERSION, now.id, now.at.isoformat(), request.path, asked.urlencode(), day, get_language())
    return f'"{sha256(repr(told).encode()).hexdigest()[:32]}"'


def _changed(request: HttpRequest, now: Revision) -> datetime:
    """What is asked by the day changes at midnight too."""
    if not _moves(request):
        return now.at
    return max(now.at, datetime.combine(events.today(), datetime.min.time(), UTC))


def _moves(request: HttpRequest) -> bool:
    return any(word in request.GET.get("q", "") for word in MOVES_WITH_TIME)
