"""The body of a request, read with our own cap and strictly as JSON."""

import json
import math
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.params.models import Body, BodyModel
from ninja.types import DictStrAny

from betas.api.problems import Problem

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 100
LONGEST_REASON = 200


class _JsonModel(BodyModel):
    @classmethod
    def get_request_data(cls, request: HttpRequest, api: NinjaAPI, path_params: DictStrAny) -> DictStrAny:
        return {cls.__read_from_single_attr__: parsed(read(request))}


class JsonBody(Body):  # type: ignore[misc]  # FieldInfo is marked final, yet ninja's own Body extends it
    """A parameter read by us: Django would refuse more than 2.5 MB."""

    _model = _JsonModel

    @classmethod
    def _param_source(cls) -> str:
        return "body"


def read(request: HttpRequest) -> bytes:
    """At most 32 MB. Raises Problem 413 or, where the sender stopped in the middle, 400."""
    # Django reads nothing where no length is declared; a server that ends its input itself may be read to the end.
    stream = request.META["wsgi.input"] if request.META.get("wsgi.input_terminated") else request
    try:
        data: bytes = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Problem(400, _("The request ended too early.")) from error
    if len(data) > MAX_BYTES:
        raise Problem(413, _("A request may have at most 32 MB."))
    return data


def parsed(data: bytes) -> Any:
    """Raises Problem 400 where `data` is not what `loads` takes, in UTF-8."""
    try:
        return loads(data.decode())
    except ValueError as error:
        message = _("The body could not be read as JSON in UTF-8: %(why)s.") % {"why": str(error)[:LONGEST_REASON]}
        raise Problem(400, message) from error


def loads(text: str) -> Any:
    """JSON that can be written again. Raises ValueError."""
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise ValueError(_unwritable()) from error
    if not writable(value):
        raise ValueError(_unwritable())
    return value


def _unwritable() -> str:
    return _("NaN and Infinity are no JSON, and more than %(most)s levels are not read") % {"most": MAX_DEPTH}


def writable(value: Any) -> bool:
    """Whether it is JSON for everyone: no NaN, no infinity, and not so deep that a reader's stack ends."""
    level = [value]
    for _level in range(MAX_DEPTH):
        if any(isinstance(item, float) and not math.isfinite(item) for item in level):
            return False
        level = [child for item in level for child in _children(item)]
        if not level:
            return True
    return False


def _children(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []
