"""The JSON API put together, and what holds for every answer of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from betas.api import catalogue, exchanges, groups, judging, problems, statistics
from betas.api.bearer import ApiRequest, viewer
from betas.api.parameters import strict

DESCRIPTION = """Which betas of the Claude API exist, and what was sent with them.

Times are RFC 3339 in UTC, durations milliseconds, money US dollars as a decimal string; null means not stated.
Every failure is `{"error": {"code", "message", "details"}}`. A list goes on at the address in its `next`."""

View = Callable[..., HttpResponseBase]

api = NinjaAPI(
    title="Betaboard",
    version="1",
    description=DESCRIPTION,
    auth=viewer,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
)
problems.handle(api)
api.add_decorator(strict)
for room in (catalogue, judging, exchanges, groups, statistics):
    api.add_router("", room.router)


@api.get("/openapi.json", include_in_schema=False)
def openapi(request: ApiRequest) -> JsonResponse:
    return JsonResponse(api.get_openapi_schema())


def nothing_here(request: HttpRequest) -> JsonResponse:
    return problems.answer(problems.not_found())


def for_programs(view: View) -> View:
    """Open to who brings a token: no session is looked at, so there is nothing that a forged form could use."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        response = view(request, *args, **values)
        return _wrong_method(response.headers["Allow"]) if response.status_code == 405 else response

    return answered


def _wrong_method(allowed: str) -> JsonResponse:
    message = _("Only %(methods)s is possible here.") % {"methods": allowed}
    return problems.answer(problems.Problem(405, message, headers={"Allow": allowed}))
