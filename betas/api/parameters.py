"""Query parameters: their types, and the refusal of those that nobody named."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import wraps
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from ninja.operation import Operation
from ninja.params.models import Path, Query
from pydantic import BeforeValidator

from betas.api.problems import invalid

View = Callable[..., HttpResponse]

Name = Annotated[str, Path(..., description="The exact header value.")]
Id = Annotated[UUID, Path(..., description="As an exchange says it.")]
Limit = Annotated[int, Query(100, ge=1, le=200, description="How many items at most.")]
AfterId = Annotated[int | None, Query(None, ge=1, lt=2**63, description="The last id of the page before.")]
AfterExchange = Annotated[UUID | None, Query(None, description="What `next` says.")]
AfterName = Annotated[str, Query("", max_length=200, description="The last name of the page before.")]


def _moment(text: object) -> datetime:
    """RFC 3339; a day alone is its first moment, a time without an offset is UTC. Raises ValueError."""
    try:
        at = parse_datetime(str(text)) or _midnight(str(text))
        if at:
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(_("Write a moment as 2026-11-22 or 2026-11-22T09:30:00Z."))


def _midnight(text: str) -> datetime | None:
    on = parse_date(text)
    return datetime.combine(on, time.min, UTC) if on else None


Moment = Annotated[datetime, BeforeValidator(_moment)]


def without_nulls(given: Any) -> Any:
    """What may be left out of a body may also be null."""
    if not isinstance(given, dict):
        return given
    return {name: value for name, value in given.items() if value is not None}


def strict(view: View) -> View:
    """Refuse what ninja would drop in silence: a parameter that is not there, and one given twice."""

    @wraps(view)
    def checked(request: HttpRequest, **values: Any) -> HttpResponse:
        if found := _refused(request, _named(view.__dict__["_ninja_operation"])):
            raise invalid(found)
        return view(request, **values)

    return checked


def _named(operation: Operation) -> set[str]:
    queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return {name for model in queries for name in model.__ninja_flatten_map__}


def _refused(request: HttpRequest, named: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, values in request.GET.lists():
        if name not in named:
            found[name] = [_("There is no such parameter.")]
        elif len(values) > 1:
            found[name] = [_("Given more than once.")]
        elif "\0" in values[0]:
            found[name] = [_("Holds a NUL character.")]
    return found
