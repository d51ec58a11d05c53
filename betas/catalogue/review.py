"""Decides what was proposed: the one way from a proposal into the catalogue."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from betas.catalogue import changes, disputes, edits, reading, shape, writing
from betas.catalogue.shape import Values
from betas.catalogue.shipped import named
from betas.models import Beta, Proposal, User
from betas.models.review import ProposalKind, ProposalState

# What only goes with another fact has no evidence of its own.
BESIDE = ("status_reason", "visibility", "first_in_sdk_version", "last_in_sdk_version")
WHY_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Decision:
    """How many proposals were decided, and a sentence for each that was not."""

    count: int
    refusals: list[str]


@transaction.atomic
def accept(edited: Mapping[int, Values], *, who: User, why: str = "") -> Decision:
    """Take proposals over, by id, with their values as edited. A refused one stays as it is, the others are taken."""
    refusals = _decided_meanwhile(edited)
    proposals = _waiting(edited)
    for proposal in proposals:
        reason = (why or _because(proposal))[:WHY_LENGTH]
        if problem := _taken(proposal, edited[proposal.pk], who, reason):
            refusals.append(f"{proposal.beta}: {problem}")
        else:
            _decide(proposal, ProposalState.ACCEPTED, who, reason)
    return Decision(len(edited) - len(refusals), refusals)


@transaction.atomic
def reject(ids: Collection[int], *, who: User, why: str) -> Decision:
    refusals = _decided_meanwhile(ids)
    for proposal in _waiting(ids):
        _decide(proposal, ProposalState.REJECTED, who, why)
    return Decision(len(ids) - len(refusals), refusals)


def _waiting(ids: Collection[int]) -> list[Proposal]:
    """New names first, since others may be about them. Whoever decides at the same time waits."""
    new_first = Case(When(kind=ProposalKind.NEW, then=Value(0)), default=Value(1))
    found = Proposal.objects.waiting().filter(pk__in=ids).select_related("run")
    return list(found.select_for_update(of=("self",)).order_by(new_first, "pk"))


def _decided_meanwhile(ids: Collection[int]) -> list[str]:
    """A sentence for each that no longer waits; it waits for whoever is deciding it now."""
    locked = list(Proposal.objects.filter(pk__in=ids).select_for_update(of=("self",)).select_related("decided_by"))
    gone = len(set(ids) - {proposal.pk for proposal in locked})
    told = [_told(proposal) for proposal in locked if proposal.state != ProposalState.WAITING]
    return told + [_("A proposal is no longer there.")] * gone


def _told(proposal: Proposal) -> str:
    told = {"proposal": proposal, "state": proposal.get_state_display().lower(), "who": proposal.decided_by}
    return _("%(proposal)s: decided meanwhile by %(who)s, who %(state)s it.") % told


def _decide(proposal: Proposal, state: ProposalState, who: User, why: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.why = state, who, timezone.now(), why
    proposal.save(update_fields=["state", "decided_by", "decided_at", "why"])


def _because(proposal: Proposal) -> str:
    return " ".join(proof["words"] for proof in proposal.evidence)


def _taken(proposal: Proposal, edited: Values, who: User, why: str) -> str:
    """Writes it, or says why not."""
    beta = Beta.objects.whole().locked().filter(name=proposal.beta).first()
    if beta is None and proposal.kind != ProposalKind.NEW:
        return _("the catalogue does not know it. Accept its name first.")
    have = shape.stored(beta) if beta else {**shape.BLANK, **named(proposal.beta)}
    news = _news(proposal, edited, have, is_new=beta is None)
    names = {proposal.beta, *Beta.objects.values_list("name", flat=True)}
    if problems := list(reading.stored_problems(proposal.beta, {**have, **news}, names)):
        return "; ".join(problems)
    if news.get("successor") == proposal.beta:
        return _("it cannot be its own successor.")
    if beta is None:
        [beta] = writing.add_betas({proposal.beta: {**have, **news}})
        changes.record(beta, {}, have, who=who, why=why)
    else:
        edits.write(beta, news, who=who, why=why)
        disputes.settle(beta, news)
    return ""


def _news(proposal: Proposal, edited: Values, have: Values, *, is_new: bool) -> Values:
    """What becomes of the beta. Of a name that came in by another way meanwhile, only gaps are filled."""
    news = dict(edited)
    if "platforms" in news:
        news["platforms"] = _merged(have["platforms"], news["platforms"])
    if proposal.kind == ProposalKind.NEW and not is_new:
        news = {key: value for key, value in news.items() if have[key] == shape.BLANK[key]}
    proofs = [row for row in evidence(proposal) if row not in have["evidence"]]
    return {**news, "evidence": shape.in_order([*have["evidence"], *proofs])}


def _merged(have: list[Values], rows: list[Values]) -> list[Values]:
    """Rows by platform: what is said anew stands in the place of what was said of the same platform."""
    by_platform = {row["platform"]: row for row in have}
    by_platform |= {row["platform"]: {**by_platform.get(row["platform"], {}), **row} for row in rows}
    return shape.in_order(by_platform.values())


def evidence(proposal: Proposal) -> list[Values]:
    """The proposal's sources in the form of `shape`, read today: one row for each fact that they speak of."""
    today = timezone.now().date().isoformat()
    return [
        {
            "field": field, "value": value, "source": source or proof["source"], "url": proof.get("url", ""),
            "read_on": today, "stated": proof["stated"], "third_party": proof["third_party"],
        }
        for proof in proposal.evidence
        for field, value, source in _spoken_of(proposal, proof["words"])
    ]  # fmt: skip


def _spoken_of(proposal: Proposal, words: str) -> Iterator[tuple[str, str, str]]:
    """Field, value, and the source where it is another one than the proposal's."""
    is_new = proposal.kind == ProposalKind.NEW
    if is_new:
        yield "", words, ""
    for key, value in proposal.values.items():
        if key in BESIDE or (is_new and key == "status"):
            continue
        if key.endswith("_in_sdk_on"):
            version = proposal.values[f"{key.removesuffix('_on')}_version"]
            yield key.removesuffix("_on"), value or version, f"{proposal.run.package} {version}"
        elif value:
            yield key.removesuffix("_on"), _text(value, words), ""


def _text(value: Any, words: str) -> str:
    """A list stands for itself in no text: the source's words do."""
    return value if isinstance(value, str) else words
