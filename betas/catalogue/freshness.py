"""How old what is known of a beta is: the newest day on which a person looked or a source was read."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from betas.models import Beta, Evidence

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
    return _newest(beta.verified_on, *(row.read_on for row in beta.evidence.all()))


@dataclass(frozen=True, slots=True)
class Old:
    """A beta that nobody looked at for long, and the day of the last look."""

    beta: Beta
    checked: Checked


def stale() -> list[Old]:
    """The longest unseen first, those that nobody ever looked at before all; two queries."""
    read = dict(Evidence.objects.order_by().values_list("beta").annotate(on=Max("read_on")))
    betas = Beta.objects.all().not_checked_since(limit())
    found = [Old(beta, _newest(beta.verified_on, read.get(beta.pk))) for beta in betas]
    return sorted(found, key=lambda old: (old.checked.on or date.min, old.beta.name))


def _newest(*days: date | None) -> Checked:
    return Checked(max((day for day in days if day), default=None))
