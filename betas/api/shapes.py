"""What every answer is made of: small texts, and lists that go on."""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, JsonResponse
from typing_extensions import TypedDict

from betas.plain import day, moment, money, stated

__all__ = ["Listing", "day", "listing", "moment", "money", "stated"]

Item = TypeVar("Item")


class Listing(TypedDict, Generic[Item]):
    """A page of items; `next` is the path and query of the page after it, null on the last one."""

    items: list[Item]
    next: str | None


def listing(request: HttpRequest, items: Iterable[Any], after: Any) -> JsonResponse:
    """`after` is what the next page's `after` says, None on the last page."""
    return JsonResponse(Listing(items=list(items), next=_path(request, after)))


def _path(request: HttpRequest, after: Any) -> str | None:
    if after is None:
        return None
    query = request.GET.copy()
    query["after"] = str(after)
    return f"{request.path}?{query.urlencode()}"
