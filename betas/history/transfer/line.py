"""One exchange as a JSON object of our own, and back. docs/export.md describes it for those who read the lines."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from betas.history.recording import MOST_TIMES
from betas.history.then import Statuses
from betas.history.transfer import columns, strict
from betas.history.transfer.given import Given
from betas.history.transfer.strict import Unreadable
from betas.models import Exchange
from betas.models.choices import State
from betas.models.search import LONGEST_TAG

FORMAT = "betaboard-exchange-1"
NEEDED = ("id", "created_at", "source", "upstream_name", "simulated", "path", "api_version", "stream", "state")
OTHERS = frozenset(
    {
        "format",
        "who",
        "token",
        "parent",
        "betas",
        "tags",
        "request",
        "response",
        "events",
        "keys_removed",
        "bodies_gone",
    }
)
VERSION = 7
DAY = timedelta(days=1)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """An exchange to be written, not saved: `refused` of its betas, `who` sent it, `parent` by id."""

    exchange: Exchange
    given: Given
    refused: frozenset[str] = frozenset()
    who: str | None = None
    token: str | None = None
    parent: UUID | None = field(default=None)
    tags: tuple[str, ...] = ()


def written(exchange: Exchange, given: Given, statuses: Statuses) -> Json:
    values, removed = columns.written(exchange)
    return {
        "format": FORMAT,
        **values,
        "who": exchange.who.username if exchange.who else None,
        "token": exchange.token.name if exchange.token else None,
        "parent": str(exchange.parent_id) if exchange.parent_id else None,
        "betas": betas(exchange, statuses),
        "tags": tags(exchange),
        "request": {"headers": given.request_headers, **_bytes(given.request)},
        "response": {"headers": given.response_headers, **_bytes(given.response)},
        "events": given.times,
        "keys_removed": removed + given.removed,
        **({"bodies_gone": {"removed_at": _moment(given.removed_at)}} if given.gone else {}),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def betas(exchange: Exchange, statuses: Statuses) -> list[Json]:
    """What the catalogue said of each when it was sent, and says now; null where it is not catalogued."""
    return [
        {
            "name": columns.without_keys(use.name),
            "refused": use.refused,
            "then": statuses.then(use.name, exchange) or None,
            "now": statuses.now(use.name) or None,
        }
        for use in exchange.betas.all()
    ]


def tags(exchange: Exchange) -> list[str]:
    return [columns.without_keys(tag.name)[:LONGEST_TAG] for tag in exchange.tags.all()]


def _bytes(data: bytes) -> Json:
    """Text where it is text."""
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def read(value: Any) -> Stored:
    """Raises Unreadable. What a line does not say is as if it was never known."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Unreadable(_("This is no exchange: it does not say that its format is %(format)s.") % {"format": FORMAT})
    if missing := [name for name in NEEDED if value.get(name) is None]:
        raise Unreadable(_("%(name)s is missing.") % {"name": missing[0]})
    if unknown := sorted(value.keys() - columns.NAMES - OTHERS):
        raise Unreadable(_("Nothing is known of %(name)s.") % {"name": ascii(unknown[0][:100])})
    exchange = Exchange(**columns.read(value))
    agreeing(exchange)
    return Stored(
        exchange,
        _given(value),
        frozenset(_refused(value.get("betas", []))),
        _name(value, "who"),
        _name(value, "token"),
        _parent(value),
        _tags(value),
    )


def agreeing(exchange: Exchange) -> None:
    """Raises Unreadable where the row contradicts itself. Pages and counts of days go by the id."""
    if exchange.state == State.SENDING:
        raise Unreadable(_("It had not ended."))
    if exchange.failure and exchange.state not in (State.FAILED, State.INTERRUPTED):
        raise Unreadable(_("failure is said of an exchange that did not fail."))
    if exchange.created_at > timezone.now() + DAY:
        raise Unreadable(_("It was sent in the future."))
    if exchange.id.version != VERSION or abs(exchange.created_at - moment_of(exchange.id)) > DAY:
        raise Unreadable(_("id is no UUID of version 7 of the time at which it was sent."))


def moment_of(pk: UUID) -> datetime:
    """To the millisecond; the last moment there is for ids beyond it."""
    most = datetime.max.replace(tzinfo=UTC)
    seconds = (pk.int >> 80) / 1000
    return datetime.fromtimestamp(seconds, UTC) if seconds < most.timestamp() - 1 else most


def _given(value: Json) -> Given:
    """Keys are taken out once more: the file may come from anybody."""
    request, response = (_mapping(value, side) for side in ("request", "response"))
    times = _times(value.get("events", []))
    given = Given.without_keys(
        _data(request, "request"), _headers(request, "request"),
        _data(response, "response"), _headers(response, "response"), times,
    )  # fmt: skip
    return replace(given, gone="bodies_gone" in value, removed_at=_removed_at(_mapping(value, "bodies_gone")))


def _removed_at(gone: Json) -> datetime | None:
    """Empty bodies that were never there, and those that were removed, are two things."""
    found = gone.get("removed_at")
    try:
        at = parse_datetime(found) if isinstance(found, str) else None
    except ValueError:
        at = None
    if (found is None) != (at is None) or (at and at.tzinfo is None):
        raise Unreadable(_("bodies_gone: removed_at is no moment with its time zone."))
    return at


def _mapping(value: Json, name: str) -> Json:
    found = value.get(name) or {}
    if not isinstance(found, dict):
        raise Unreadable(_("%(name)s: this is no value for it.") % {"name": name})
    return found


def _data(side: Mapping[str, Any], name: str) -> bytes:
    text, packed = side.get("text", ""), side.get("base64", "")
    try:
        if isinstance(text, str) and isinstance(packed, str) and not (text and packed):
            return text.encode() or base64.b64decode(packed, validate=True)
    except UnicodeEncodeError as error:
        raise Unreadable(_("%(name)s: it holds a character or number that cannot be kept.") % {"name": name}) from error
    except (binascii.Error, ValueError) as error:
        raise Unreadable(_("%(name)s: this is no base64.") % {"name": name}) from error
    raise Unreadable(_("%(name)s: its bytes are text or base64.") % {"name": name})


def _headers(side: Mapping[str, Any], name: str) -> dict[str, str]:
    headers = side.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(each, str) for each in headers.values()):
        raise Unreadable(_("%(name)s: headers are texts by name.") % {"name": name})
    strict.storable(headers, name)
    return headers


def _times(events: Any) -> list[tuple[int, int]]:
    is_list = isinstance(events, list) and len(events) <= MOST_TIMES
    if not is_list or not all(_is_time(event) for event in events):
        raise Unreadable(_("events are pairs of an end and milliseconds, at most %(most)s.") % {"most": MOST_TIMES})
    return [(end, ms) for end, ms in events]


def _is_time(event: Any) -> bool:
    return isinstance(event, list) and len(event) == 2 and all(type(n) is int and 0 <= n < 2**31 for n in event)


def _refused(uses: Any) -> list[str]:
    if not isinstance(uses, list) or not all(
        isinstance(use, dict) and isinstance(use.get("name"), str) for use in uses
    ):
        raise Unreadable(_("betas are objects with a name."))
    return [use["name"] for use in uses if use.get("refused") is True]


def _name(value: Json, name: str) -> str | None:
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise Unreadable(_("%(name)s: this is no value for it.") % {"name": name})
    strict.storable(found, name)
    return found


def _tags(value: Json) -> tuple[str, ...]:
    """Each once."""
    found = value.get("tags", [])
    if not isinstance(found, list) or not all(isinstance(tag, str) and 0 < len(tag) <= LONGEST_TAG for tag in found):
        raise Unreadable(_("tags are texts of at most %(most)s characters.") % {"most": LONGEST_TAG})
    for tag in found:
        strict.storable(tag, "tags")
    return tuple(dict.fromkeys(columns.without_keys(tag)[:LONGEST_TAG] for tag in found))


def _parent(value: Json) -> UUID | None:
    found = _name(value, "parent")
    try:
        return UUID(found) if found else None
    except ValueError as error:
        raise Unreadable(_("parent: this is no id.")) from error
