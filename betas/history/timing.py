"""Where the time of an exchange went, as far as its row and the arrival of its events tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; `x` and `width` are its place on a strip of a thousand, written for SVG."""

    look: str
    label: str
    ms: int
    x: str
    width: str


def spans(times: Sequence[tuple[int, int]], first_token_ms: int | None, duration_ms: int | None) -> list[Span]:
    """Waiting, preparing, answering; what is not known is left out. `times` are ends and milliseconds of events."""
    if not duration_ms:
        return []
    first_event_ms = times[0][1] if times else None
    known = [min(ms, duration_ms) for ms in (first_event_ms, first_token_ms) if ms is not None]
    marks = sorted([0, *known, duration_ms])
    looks = _looks(first_event_ms is not None, first_token_ms is not None)
    return [
        _span(look, label, start, end, duration_ms)
        for (look, label), (start, end) in zip(looks, pairwise(marks), strict=True)
        if end > start
    ]


def _looks(events: bool, token: bool) -> list[tuple[str, str]]:
    waiting = ("wait", _("Until the first event") if events else _("Until the first byte"))
    answering = ("flow", _("Answer arriving"))
    if events and token:
        return [waiting, ("start", _("Until the first token")), answering]
    return [waiting, answering] if events or token else [("whole", _("From sending to the end"))]


def _span(look: str, label: str, start: int, end: int, whole: int) -> Span:
    return Span(look, label, end - start, f"{start * WIDTH / whole:.1f}", f"{(end - start) * WIDTH / whole:.1f}")
