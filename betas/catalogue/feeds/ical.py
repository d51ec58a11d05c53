"""Dates of betas as all-day events of a calendar (RFC 5545)."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from betas.catalogue import events
from betas.catalogue.events import Event
from betas.models import Beta

MOST_OCTETS = 75
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_END = re.compile("\r\n|\r|\n")


def calendar(betas: Iterable[Beta], changed: datetime) -> str:
    """`changed` is when the catalogue did: the stamp of every event, so that the same revision gives the same bytes."""
    stamp = f"{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    now = events.today()
    found = ((beta, event) for beta in betas for event in events.events(beta, now))
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Betaboard//Betas//EN", "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(_('Betas'))}",
        *(line for beta, event in found for line in _event(beta, event, stamp)),
        "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(beta: Beta, event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.field}.{escaped(beta.name)}@{urlsplit(settings.PUBLIC_URL).hostname}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(event.on)}"
    yield f"DTEND;VALUE=DATE:{_day(event.on + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(f'{beta.name}: {event.happened}')}"
    yield f"DESCRIPTION:{escaped(beta.title)}"
    yield f"URL:{settings.PUBLIC_URL}{beta.get_absolute_url()}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A value of the type TEXT."""
    plain = UNPRINTABLE.sub("", LINE_END.sub("\n", text))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def folded(line: str) -> str:
    """At most 75 octets a line, no character of several octets cut in two."""
    pieces, size = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > MOST_OCTETS:
            pieces.append("")
            size = 1  # the space that a further line begins with
        pieces[-1] += sign
        size += octets
    return "\r\n ".join(pieces)


def _day(on: date) -> str:
    return f"{on:%Y%m%d}"
