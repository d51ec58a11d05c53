"""How old what is known of a beta is: the newest day on which a person looked or a source was read."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from betas.models import Beta

STALE = timedelta(days=30)


def limit() -> date:
    """What was last checked before this day is stale."""
    return timezone.now().date() - STALE


@dataclass(frozen=True, slots=True)
class Checked:
    """`on` is None where nobody says when they looked."""

    on: date | None

    @property
    def is_stale(self) -> bool:
        return self.on is None or self.on < limit()


def checked(beta: Beta) -> Checked:
    """Of a beta whose evidence is at hand (`whole`)."""
    days = [beta.verified_on, *(row.read_on for row in beta.evidence.all())]
    return Checked(max((day for day in days if day), default=None))
