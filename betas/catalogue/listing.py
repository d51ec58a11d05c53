"""What the list of betas shows."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.db.models import Max, QuerySet

from betas import header
from betas.catalogue.forms import PAST, CatalogueFilter
from betas.models import Beta, Evidence

MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Found:
    """`folded` holds what is retired or superseded where the filter does not ask for it; `near` names when none fit."""

    shown: list[Beta]
    folded: list[Beta]
    near: list[str]

    @property
    def count(self) -> int:
        return len(self.shown) + len(self.folded)


def found(form: CatalogueFilter) -> Found:
    betas = list(form.narrow(Beta.objects.select_related("family", "successor")))
    folded = [beta for beta in betas if form.folds and beta.status in PAST]
    shown = [beta for beta in betas if beta not in folded]
    return Found(shown, folded, near=[] if betas else near(form.asked.get("q", "")))


def named(name: str, betas: QuerySet[Beta]) -> Beta | None:
    """A text that can be no name is looked up nowhere."""
    try:
        return betas.filter(name=header.valid(name)).first()
    except header.MalformedBeta:
        return None


def near(words: str) -> list[str]:
    """Names that look like what was asked for, nearest first."""
    return get_close_matches(words, Beta.objects.values_list("name", flat=True), n=MOST_NEAR, cutoff=0.5)


def accurate_as_of() -> date | None:
    """The newest day on which a source was read or a person looked."""
    read = Evidence.objects.aggregate(day=Max("read_on"))["day"]
    looked = Beta.objects.aggregate(day=Max("verified_on"))["day"]
    return max((day for day in (read, looked) if day), default=None)
