"""A beta and a model as plain JSON: one form for the data files, for `shipped` and for what a change keeps."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import models

from betas.models import (
    Beta,
    ClaudeModel,
    Conflict,
    Evidence,
    Gate,
    ModelSupport,
    PlatformSupport,
    Requirement,
)
from betas.models.changes import as_stored

Values = dict[str, Any]


def column(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return next(field for field in model._meta.fields if field.name == name)


DATES = (
    "named_on", "announced_on", "first_in_sdk_on", "last_in_sdk_on", "ga_on", "deprecated_on", "retired_on",
    "verified_on",
)  # fmt: skip
PLAIN = (
    "title", "summary", "category", "status", "status_reason", "visibility", "docs_url", *DATES,
    "first_in_sdk_version", "last_in_sdk_version", "still_accepted", "header_still_needed", "header_note",
    "changes_response_shape", "endpoints", "notes",
)  # fmt: skip
LINKS = ("family", "successor", "related")
ROWS: dict[str, type[models.Model]] = {
    "gates": Gate,
    "platforms": PlatformSupport,
    "models": ModelSupport,
    "conflicts": Conflict,
    "requirements": Requirement,
    "evidence": Evidence,
}
ROW_FIELDS: dict[str, tuple[str, ...]] = {
    side: tuple(field.name for field in model._meta.fields if field.name not in ("id", "beta"))
    for side, model in ROWS.items()
}
MODEL_FIELDS = tuple(field.name for field in ClaudeModel._meta.fields if field.name not in ("id", "shipped", "kept"))

BLANK: Values = {
    **{name: as_stored(column(Beta, name).get_default()) for name in PLAIN},
    **{"family": "", "successor": None, "related": []},
    **{side: [] for side in ROWS},
}
BLANK_MODEL: Values = {name: column(ClaudeModel, name).get_default() for name in MODEL_FIELDS}


def stored(beta: Beta) -> Values:
    """What the database says of a beta; costs no query after `Beta.objects.whole()`."""
    return {name: stored_field(beta, name) for name in BLANK}


def stored_field(beta: Beta, name: str) -> Any:
    if name in ROWS:
        return in_order(_row(row, ROW_FIELDS[name]) for row in getattr(beta, name).all())
    if name == "family":
        return beta.family.slug
    if name == "successor":
        return beta.successor.name if beta.successor else None
    if name == "related":
        return sorted(other.name for other in beta.related.all())
    return as_stored(getattr(beta, name))


def stored_model(model: ClaudeModel) -> Values:
    return {name: as_stored(getattr(model, name)) for name in MODEL_FIELDS}


def in_order(rows: Iterable[Values]) -> list[Values]:
    """Rows in an order of their own, so that equal lists compare equal."""
    return sorted(rows, key=json.dumps)


def _row(row: models.Model, names: tuple[str, ...]) -> Values:
    return {name: _value(row, name) for name in names}


def _value(row: models.Model, name: str) -> Any:
    if name == "other":
        other = getattr(row, name)
        return other.name if other else None
    return as_stored(getattr(row, name))
