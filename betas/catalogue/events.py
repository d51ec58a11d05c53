"""What happened to a beta and what will, day by day: from its dates alone."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betas.models import Beta

NEAR = timedelta(days=30)
# Field, words once it has happened, words while it lies ahead; the later in a beta's life the further down.
WORDS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("announced", _("announced"), _("to be announced")),
    ("first_in_sdk", _("first in the SDK"), _("to be in the SDK")),
    ("ga", _("generally available"), _("becomes generally available")),
    ("deprecated", _("deprecated"), _("to be deprecated")),
    ("retired", _("retired"), _("retires")),
)


@dataclass(frozen=True, slots=True)
class Event:
    """`field` is the date's name without `_on`; `today` decides whether it lies ahead."""

    field: str
    on: date
    today: date
    happened: str | Promise
    coming: str | Promise

    @property
    def words(self) -> str:
        return str(self.coming if self.is_ahead else self.happened)

    @property
    def is_ahead(self) -> bool:
        return self.on > self.today

    @property
    def is_soon(self) -> bool:
        """Something to prepare for."""
        return self.is_ahead and self.on - self.today <= NEAR

    @property
    def is_near(self) -> bool:
        """So near that it is told as a distance, with the day beside it."""
        return abs(self.on - self.today) < NEAR


def today() -> date:
    """Days are UTC's."""
    return timezone.now().astimezone(UTC).date()


def events(beta: Beta, now: date) -> list[Event]:
    """Oldest first; of one day, in the order of a beta's life."""
    dated = ((field, getattr(beta, f"{field}_on"), past, ahead) for field, past, ahead in WORDS)
    found = [Event(field, on, now, past, ahead) for field, on, past, ahead in dated if on]
    return sorted(found, key=lambda event: event.on)


def last_event(beta: Beta, now: date) -> Event | None:
    """The next thing that will happen, else the last thing that did."""
    found = events(beta, now)
    return next((event for event in found if event.is_ahead), found[-1] if found else None)
