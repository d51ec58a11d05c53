"""What is asked of an exchange's panel: which tab, how its text is shown, which part of its JSON."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

LONGEST_NUMBER = 9


class Tab(TextChoices):
    ANSWER = "answer", _("Answer")
    JSON = "json", _("JSON")
    EVENTS = "events", _("Events")
    HEADERS = "headers", _("Headers")
    CODE = "code", _("Code")


class Side(TextChoices):
    REQUEST = "request", _("Request")
    RESPONSE = "response", _("Response")


@dataclass(frozen=True, slots=True)
class Look:
    """`sides` are the trees asked for; with `at` and `start` one of them, from there on."""

    tab: Tab = Tab.ANSWER
    markdown: bool = False
    sides: tuple[Side, ...] = tuple(Side)
    at: str = ""
    start: int = 0


def asked(query: QueryDict) -> Look:
    """What makes no sense is not asked: a link that somebody cut short still shows the exchange."""
    tab, side, start = query.get("tab"), query.get("of"), query.get("start", "")
    return Look(
        tab=Tab(tab) if tab in Tab.values else Tab.ANSWER,
        markdown=query.get("markdown") == "1",
        sides=(Side(side),) if side in Side.values else tuple(Side),
        at=query.get("at", ""),
        start=int(start) if start.isascii() and start.isdecimal() and len(start) <= LONGEST_NUMBER else 0,
    )
