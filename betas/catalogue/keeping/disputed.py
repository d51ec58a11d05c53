"""What the page of disagreements shows: a constant number of queries, a capped list."""

from dataclasses import dataclass
from itertools import islice

from betas.catalogue import wording
from betas.catalogue.disputes import Claim, all_claims
from betas.catalogue.keeping.forms import DisputeForm
from betas.catalogue.keeping.forms import chosen as chosen_in
from betas.catalogue.load import Disagreement, disagreements
from betas.models import ClaudeModel

MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One shipped fact that ours disagrees with. `ours` and `shipped` hold the texts that only that side has."""

    fact: Disagreement
    ours: list[str]
    shipped: list[str]
    is_beta: bool
    is_chosen: bool

    @property
    def key(self) -> str:
        return f"{self.fact.subject} {self.fact.field}"


@dataclass(frozen=True, slots=True)
class Disputed:
    """`has_more` says that settling these shows others."""

    rows: list[Row]
    claims: list[Claim]
    has_more: bool

    @classmethod
    def now(cls, form: DisputeForm | None = None) -> "Disputed":
        models = set(ClaudeModel.objects.values_list("pk", flat=True))
        chosen = set(chosen_in(form)) if form else set()
        found = list(islice(disagreements(), MOST + 1))
        claims = all_claims()
        rows = [_row(fact, models, chosen) for fact in found[:MOST]]
        return cls(rows, claims[:MOST], has_more=len(found) > MOST or len(claims) > MOST)


def _row(fact: Disagreement, models: set[str], chosen: set[str]) -> Row:
    ours, shipped = wording.difference(fact.field, fact.ours, fact.shipped)
    key = f"{fact.subject} {fact.field}"
    return Row(fact, ours, shipped, is_beta=fact.subject not in models, is_chosen=key in chosen)
