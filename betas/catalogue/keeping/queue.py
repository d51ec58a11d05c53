"""What waits for review: proposals by beta, with their evidence, and what the catalogue says now beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm

from betas.catalogue import wording
from betas.catalogue.keeping.forms import DecisionForm, NamingForm
from betas.catalogue.shape import stored_field
from betas.models import Beta, Proposal
from betas.models.review import ProposalKind

MOST_BETAS = 25


@dataclass(frozen=True, slots=True)
class Line:
    """One proposed value. Both sides are texts, empty where nothing is stated."""

    field: str
    now: list[str]
    proposed: list[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """`naming` asks for what no package says of a new name; None for others."""

    proposal: Proposal
    lines: list[Line]
    naming: BaseForm | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    beta: Beta | None
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Queue:
    """`after` is the name to ask the next page with, empty on the last."""

    groups: list[Group]
    after: str


def queue(after: str = "", form: DecisionForm | None = None) -> Queue:
    """A page of it, in four queries. With a form that came back: what was typed and chosen there."""
    names = Proposal.objects.waiting().names(after=after, most=MOST_BETAS + 1)
    shown = names[:MOST_BETAS]
    betas = known(shown)
    groups = {name: Group(name, betas.get(name), []) for name in shown}
    for proposal in Proposal.objects.waiting().filter(beta__in=shown).select_related("run"):
        groups[proposal.beta].entries.append(_entry(proposal, betas.get(proposal.beta), form))
    return Queue(list(groups.values()), shown[-1] if len(names) > MOST_BETAS else "")


def known(names: list[str]) -> dict[str, Beta]:
    betas = Beta.objects.filter(name__in=names).select_related("successor").prefetch_related("platforms")
    return {beta.name: beta for beta in betas}


def _entry(proposal: Proposal, beta: Beta | None, form: DecisionForm | None) -> Entry:
    naming = NamingForm.of(proposal, form) if proposal.kind == ProposalKind.NEW and beta is None else None
    return Entry(proposal, lines(proposal.values, beta), naming, form is not None and form.chooses(proposal))


def lines(values: Mapping[str, Any], beta: Beta | None) -> list[Line]:
    """Each proposed value beside what the catalogue says now."""
    return [Line(field, now(field, value, beta), wording.texts(field, value)) for field, value in values.items()]


def now(field: str, proposed: Any, beta: Beta | None) -> list[str]:
    """Of platforms, what is known of those that the proposal is about."""
    if beta is None:
        return []
    value = stored_field(beta, field)
    if field == "platforms":
        about = {row["platform"] for row in proposed}
        value = [row for row in value if row["platform"] in about]
    return wording.texts(field, value)
