"""What becomes of a proposal: accepted, with other values, rejected, or decided by somebody else meanwhile."""

from datetime import date

import pytest
from django.utils import timezone

from betas.catalogue import review
from betas.catalogue.load import disagreements, load
from betas.models import Beta, BetaChange, PlatformSupport, Proposal, User
from betas.models.review import ProposalState
from tests.catalogue.conftest import Folder
from tests.catalogue.keeping.conftest import ALPHA, BRAVO, MakeProposal
from tests.conftest import MakeBeta

NAMING = {"title": "Bravo", "category": "agents"}


def accept(proposal: Proposal, who: User, **edited: object) -> review.Decision:
    return review.accept({proposal.pk: {**proposal.values, **edited}}, who=who)


def test_an_accepted_value_is_in_the_catalogue_with_who_and_why(
    make_beta: MakeBeta, make_proposal: MakeProposal, keeper: User
) -> None:
    make_beta()
    assert accept(make_proposal(), keeper) == review.Decision(1, [])
    beta = Beta.objects.get()
    assert (beta.status, beta.deprecated_on, beta.version) == ("deprecated", date(2026, 11, 16), 2)
    told = BetaChange.objects.get(field="status")
    assert (told.before, told.after, told.who, told.why) == (
        "active", "deprecated", keeper, "A later release removes it.",
    )  # fmt: skip


def test_the_source_stands_with_the_fact_read_today(
    make_beta: MakeBeta, make_proposal: MakeProposal, keeper: User
) -> None:
    beta = make_beta()
    accept(make_proposal(), keeper, deprecated_on="2026-11-17")
    row = beta.evidence.get(field="deprecated")
    assert (row.value, row.source, row.stated, row.third_party) == (
        "2026-11-16", "anthropic 2.9.0, changelog", True, False,
    )  # fmt: skip
    assert row.read_on == timezone.now().date()
    assert Beta.objects.get().deprecated_on == date(2026, 11, 17)


def test_a_new_name_becomes_a_beta(make_new: MakeProposal, keeper: User) -> None:
    accept(make_new(), keeper, **NAMING)
    beta = Beta.objects.get(name=BRAVO)
    assert (beta.family.slug, beta.named_on, beta.title) == ("bravo", date(2025, 2, 2), "Bravo")
    assert (beta.status, beta.first_in_sdk_version, beta.endpoints) == ("unknown", "2.12.0", ["POST /v1/agents"])
    assert [(row.field, row.source) for row in beta.evidence.filter(field="first_in_sdk")] == [
        ("first_in_sdk", "anthropic 2.12.0")
    ]
    assert BetaChange.objects.get().field == "added"


def test_a_new_name_needs_a_title_and_a_category(make_new: MakeProposal, keeper: User) -> None:
    done = accept(make_new(), keeper)
    assert (done.count, done.refusals) == (0, [f"{BRAVO}: title is missing; category is missing"])
    assert (Beta.objects.count(), Proposal.objects.waiting().count()) == (0, 1)


def test_of_a_new_name_that_came_in_meanwhile_only_gaps_are_filled(
    make_new: MakeProposal, make_beta: MakeBeta, keeper: User
) -> None:
    make_beta(BRAVO, title="Mine")
    accept(make_new(), keeper, **NAMING)
    beta = Beta.objects.get()
    assert (beta.title, beta.status, beta.first_in_sdk_version) == ("Mine", "active", "2.12.0")


def test_a_name_comes_in_before_what_is_proposed_of_it(
    make_new: MakeProposal, make_proposal: MakeProposal, keeper: User
) -> None:
    removal, new = make_proposal(BRAVO), make_new()
    edited = {removal.pk: removal.values, new.pk: {**new.values, **NAMING}}
    assert review.accept(edited, who=keeper) == review.Decision(2, [])
    assert Beta.objects.get().status == "deprecated"


def test_what_is_proposed_of_an_unknown_name_waits(make_proposal: MakeProposal, keeper: User) -> None:
    assert accept(make_proposal(), keeper).refusals == [
        f"{ALPHA}: the catalogue does not know it. Accept its name first."
    ]


@pytest.mark.parametrize("successor", ["charlie-2025-03-03", ALPHA])
def test_a_successor_that_cannot_be_one_is_refused(
    make_beta: MakeBeta, make_proposal: MakeProposal, keeper: User, successor: str
) -> None:
    make_beta()
    assert accept(make_proposal(), keeper, successor=successor).count == 0
    assert Beta.objects.get().status == "active"


def test_platforms_are_merged_row_by_row(make_beta: MakeBeta, make_proposal: MakeProposal, keeper: User) -> None:
    beta = make_beta()
    PlatformSupport.objects.create(beta=beta, platform="vertex", supported=False, note="docs")
    PlatformSupport.objects.create(beta=beta, platform="bedrock", supported=False)
    row = {"platform": "bedrock", "supported": True, "sent_as": "a-1", "note": "forwarded"}
    accept(make_proposal(kind="platform", values={"platforms": [row]}), keeper)
    told = {row.platform: (row.supported, row.sent_as, row.note) for row in beta.platforms.all()}
    assert told == {"vertex": (False, "", "docs"), "bedrock": (True, "a-1", "forwarded")}


def test_what_is_decided_meanwhile_says_by_whom(make_beta: MakeBeta, make_proposal: MakeProposal, keeper: User) -> None:
    make_beta()
    first, second = make_proposal(), make_proposal(values={"retired_on": "2026-12-01"})
    review.reject([first.pk], who=keeper, why="too early")
    done = review.accept({one.pk: one.values for one in (first, second)}, who=keeper)
    told = f"{ALPHA}: Removal announced: decided meanwhile by admin, who rejected it."
    assert (done.count, done.refusals) == (1, [told])
    assert Beta.objects.get().retired_on == date(2026, 12, 1)


def test_a_rejection_writes_nothing_but_itself(make_beta: MakeBeta, make_proposal: MakeProposal, keeper: User) -> None:
    make_beta()
    proposal = make_proposal()
    assert review.reject([proposal.pk], who=keeper, why="a mistake") == review.Decision(1, [])
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by, proposal.why) == (ProposalState.REJECTED, keeper, "a mistake")
    assert (Beta.objects.get().status, BetaChange.objects.count()) == ("active", 0)


def test_who_accepts_against_a_shipped_fact_has_settled_it(
    facts: Folder, make_proposal: MakeProposal, keeper: User
) -> None:
    load(facts(alpha=""))
    accept(make_proposal("alpha"), keeper)
    assert list(disagreements()) == []
    load(facts(alpha="retired_on = 2026-12-01"))
    assert (Beta.objects.get().status, Beta.objects.get().retired_on) == ("deprecated", date(2026, 12, 1))


def test_an_accepted_name_that_ships_later_keeps_what_was_decided(
    facts: Folder, make_new: MakeProposal, keeper: User
) -> None:
    accept(make_new("alpha"), keeper, **NAMING)
    load(facts(alpha='summary = "from the files"'))
    assert (Beta.objects.get().title, Beta.objects.get().summary) == ("Bravo", "from the files")
