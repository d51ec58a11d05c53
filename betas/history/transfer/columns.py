"""An exchange's row as values of JSON, and back. Other rows go by name, the sender's bookkeeping stays at home."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas import plain
from betas.code.keyless import keyless
from betas.history.transfer import strict
from betas.history.transfer.strict import Unreadable
from betas.models import Exchange

FIELDS: "tuple[Field[Any, Any], ...]" = tuple(
    field for field in Exchange._meta.concrete_fields if not field.is_relation and field.name != "lease_until"
)
NAMES = frozenset(field.name for field in FIELDS)
CHOICES = {field.name: frozenset(value for value, _label in field.flatchoices) for field in FIELDS if field.choices}
KINDS: dict[str, type] = {
    "BooleanField": bool, "CharField": str, "DateTimeField": str, "DecimalField": str, "JSONField": dict,
    "PositiveBigIntegerField": int, "PositiveIntegerField": int, "PositiveSmallIntegerField": int,
    "TextField": str, "UUIDField": str,
}  # fmt: skip
EXPECTED = {
    bool: gettext_lazy("true or false"), str: gettext_lazy("a text"), int: gettext_lazy("a whole number"),
    dict: gettext_lazy("an object"),
}  # fmt: skip
# PostgreSQL's; SQLite would take more.
LARGEST = {"PositiveSmallIntegerField": 2**15 - 1, "PositiveIntegerField": 2**31 - 1}


def written(exchange: Exchange) -> tuple[dict[str, Any], int]:
    """The columns by name, and how many keys were taken out of them."""
    values: dict[str, Any] = {}
    removed = 0
    for field in FIELDS:
        value, keys = _written(getattr(exchange, field.name), getattr(field, "max_length", None))
        values[field.name], removed = value, removed + keys
    return values, removed


def without_keys(text: str) -> str:
    return keyless(text)[0]


def _written(value: Any, longest: int | None) -> tuple[Any, int]:
    """What stands for a key may be longer than the key, and is still read back."""
    if isinstance(value, str):
        shown, removed = keyless(value) if value else ("", 0)
        return shown[:longest], removed
    if isinstance(value, datetime):
        return plain.moment(value), 0
    if isinstance(value, Decimal):
        return plain.money(value), 0
    return (str(value) if isinstance(value, UUID) else value), 0


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that `values` holds, as the database takes them. Raises Unreadable."""
    return {field.name: _read(field, values[field.name]) for field in FIELDS if field.name in values}


def _read(field: "Field[Any, Any]", value: Any) -> Any:
    if value is None and field.null:
        return None
    kind = KINDS[field.get_internal_type()]
    if type(value) is not kind:
        raise Unreadable(_("%(name)s: %(kind)s belongs here.") % {"name": field.name, "kind": EXPECTED[kind]})
    strict.storable(value, field.name)
    try:
        found = field.to_python(without_keys(value) if isinstance(value, str) else value)
        field.run_validators(found)
    except ValidationError as error:
        raise Unreadable(f"{field.name}: {' '.join(error.messages)}") from error
    except OverflowError as error:
        raise _not_kept(field) from error
    if _is_out_of_range(field, found):
        raise _not_kept(field)
    return found


def _not_kept(field: "Field[Any, Any]") -> Unreadable:
    return Unreadable(_("%(name)s: this cannot be kept.") % {"name": field.name})


def _is_out_of_range(field: "Field[Any, Any]", value: Any) -> bool:
    if field.name in CHOICES:
        return value not in CHOICES[field.name]
    if isinstance(value, datetime):
        return value.tzinfo is None
    if isinstance(value, Decimal):
        return value < 0
    return isinstance(value, int) and value > LARGEST.get(field.get_internal_type(), value)
