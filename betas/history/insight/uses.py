"""The betas that were sent, beside what the catalogue says of them now and what to do about each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from betas.catalogue.advice import PAST, advice
from betas.history.insight.rows import Rows
from betas.history.listing import catalogued
from betas.models import Beta
from betas.models.choices import Status

UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A name, how often it was sent, how often that failed, and its catalogue entry (None where it has none)."""

    name: str
    sent: int
    failed: int
    beta: Beta | None
    rows: Rows

    @property
    def status(self) -> str:
        """UNKNOWN for a name that is not catalogued."""
        return self.beta.status if self.beta else UNKNOWN

    @property
    def advice(self) -> str:
        return advice(self.beta) if self.beta else _("Check its spelling: the catalogue does not know it.")


@dataclass(frozen=True, slots=True)
class Share:
    """The names of one status: how often they were sent, of how many names sent in all."""

    status: str
    uses: list[Use]
    of: int
    rows: Rows

    @property
    def sent(self) -> int:
        return sum(use.sent for use in self.uses)

    @property
    def failed(self) -> int:
        return sum(use.failed for use in self.uses)

    @property
    def percent(self) -> float:
        return 100 * self.sent / self.of


def uses(counted: Iterable[tuple[str, int, int]], rows: Rows) -> list[Use]:
    """One query. `counted` are names, how often each was sent, and how often that failed; `rows` are all of them."""
    counted = list(counted)
    known = catalogued(name for name, _sent, _failed in counted)
    return [Use(name, sent, failed, known.get(name), replace(rows, betas=(name,))) for name, sent, failed in counted]


def shares(found: list[Use], rows: Rows) -> list[Share]:
    """In the order of the statuses, names that are not catalogued last; a status nobody sent is left out."""
    of = sum(use.sent for use in found)
    by_status = [(status, [use for use in found if use.status == status]) for status in (*Status.values, UNKNOWN)]
    return [
        Share(status, some, of, replace(rows, betas=tuple(use.name for use in some)))
        for status, some in by_status
        if some
    ]


def past_percent(found: Iterable[Share]) -> float:
    """How much is superseded, deprecated or retired."""
    return sum(share.percent for share in found if share.status in PAST)
