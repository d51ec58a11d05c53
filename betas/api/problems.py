"""What the API says when it cannot do what was asked: one envelope for every status."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from typing_extensions import TypedDict

from betas.api.misfits import details

log = logging.getLogger("django.request")

LONGEST_NAMES = 200
Details = Mapping[str, Sequence[str]]
CODES = {
    400: "unreadable",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    422: "invalid",
    429: "too_many_streams",
    500: "internal_error",
    503: "not_written",
}


class ErrorDetail(TypedDict):
    code: str
    message: str
    details: dict[str, list[str]]


class ErrorBody(TypedDict):
    """Every answer that is not a success."""

    error: ErrorDetail


FOR_LIST: dict[Any, Any] = {frozenset({401, 422}): ErrorBody}
FOR_ONE: dict[Any, Any] = {frozenset({401, 404, 422}): ErrorBody}
FOR_JUDGING: dict[Any, Any] = {frozenset({400, 401, 413, 422}): ErrorBody}
FOR_SENDING: dict[Any, Any] = {frozenset({400, 401, 403, 409, 413, 422, 429, 503}): ErrorBody}


class Problem(Exception):
    """Ends a request with `status` and a message for people; `details` names the fields at fault."""

    def __init__(
        self, status: int, message: str, *, details: Details | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.message = status, message
        self.details, self.headers = details or {}, headers or {}


def wrong(field: str, *texts: str) -> Problem:
    """422 for one field."""
    return invalid({field: texts})


def invalid(details: Details) -> Problem:
    fields = ", ".join(details)[:LONGEST_NAMES]
    return Problem(422, _("The request is well-formed but wrong: %(fields)s.") % {"fields": fields}, details=details)


def not_found() -> Problem:
    return Problem(404, _("There is no such thing here."))


def answer(problem: Problem) -> JsonResponse:
    details = {field: list(texts) for field, texts in problem.details.items()}
    error = ErrorDetail(code=CODES[problem.status], message=problem.message, details=details)
    return JsonResponse(ErrorBody(error=error), status=problem.status, headers=dict(problem.headers))


def respond(request: HttpRequest, error: Exception | type[Exception]) -> JsonResponse:
    """Every exception of a view leaves as the envelope; one that nobody expected is logged."""
    problem = _problem(error)
    if problem.status == 500:
        extra = {"status_code": 500, "request": request}
        log.error("Internal Server Error: %s", request.path, exc_info=True, extra=extra)
    return answer(problem)


def handle(api: NinjaAPI) -> None:
    for kind in (Exception, Http404, HttpError, ValidationError):  # the last three have handlers of ninja's own
        api.add_exception_handler(kind, respond)


def _problem(error: Exception | type[Exception]) -> Problem:
    match error:
        case Problem():
            return error
        case ValidationError():
            return invalid(details(error.errors))
        case AuthenticationError():
            message = _("Send a valid token as “Authorization: Bearer …”.")
            return Problem(401, message, headers={"WWW-Authenticate": 'Bearer realm="betaboard"'})
        case Http404() | ObjectDoesNotExist():
            return not_found()
        case SuspiciousOperation():
            return Problem(400, _("The request could not be read."))
    return Problem(500, _("Something went wrong here; the log says what."))
