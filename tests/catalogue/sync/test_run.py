"""What packages propose, in the order in which they are read."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from betas.catalogue.load import Loaded
from betas.catalogue.sync import python_sdk, run
from betas.catalogue.sync.found import Announcement, Package
from betas.catalogue.sync.litellm import Forwarding
from betas.catalogue.sync.run import Summary
from betas.models import Beta, BetaChange, Proposal
from betas.models.review import ProposalState
from tests.catalogue.sync.packages import LOG, npm, python_texts, tar, wheel
from tests.conftest import MakeBeta

pytestmark = pytest.mark.django_db
A, B, C = "alpha-2025-01-01", "bravo-2025-02-02", "charlie-2026-03-03"


def package(version: str, *betas: str, on: date | None = None, **pins: str) -> Package:
    paths = {f"POST /v1/{path}": beta for path, beta in pins.items()}
    return Package("anthropic", version, on, frozenset(betas), pins=paths)


def waiting() -> list[tuple[str, str]]:
    return [(proposal.beta, proposal.kind) for proposal in Proposal.objects.waiting()]


def test_every_name_is_new_to_an_empty_catalogue() -> None:
    assert run.propose(package("2.0.0", A, B, agents=A)) == Summary(proposed=2, known=0)
    assert waiting() == [(A, "new"), (B, "new")]
    assert Proposal.objects.get(beta=A).values["endpoints"] == ["POST /v1/agents"]


def test_reading_it_again_proposes_nothing() -> None:
    run.propose(package("2.0.0", A, B, agents=A))
    assert run.propose(package("2.0.0", A, B, agents=A)) == Summary(proposed=0, known=2)


def test_one_new_one_gone_and_one_changed_are_three() -> None:
    run.propose(package("2.0.0", A, B, agents=A))
    assert run.propose(package("2.1.0", A, C, agents=C)) == Summary(proposed=3, known=1)
    assert set(waiting()) == {(A, "new"), (B, "new"), (B, "gone"), (C, "new"), (C, "pin")}


def test_a_name_of_the_shipped_catalogue_can_be_gone(loaded: Loaded) -> None:
    listed = Beta.objects.filter(last_in_sdk_version="2.12.0").exclude(visibility="sdk_source_only")
    newest = set(listed.values_list("name", flat=True))
    gone = min(newest)
    assert run.propose(package("2.13.0", *newest - {gone})) == Summary(proposed=1, known=len(newest) - 1)
    assert waiting() == [(gone, "gone")]


def test_an_older_release_says_nothing_about_what_is_gone() -> None:
    run.propose(package("2.0.0", A, B))
    assert run.propose(package("1.0.0", A)) == Summary(proposed=0, known=1)


def test_a_default_dropped_for_a_general_twin_proposes_general_availability(
    tmp_path: Path, make_beta: MakeBeta
) -> None:
    make_beta(A)
    make_beta(B)
    texts = python_texts("2.0.0", (A, B), {"files": A})
    run.propose(python_sdk.read(wheel(tmp_path / "a.whl", texts)))
    texts = python_texts("2.1.0", (A, B), {"files": ""}, general=("files",))
    run.propose(python_sdk.read(wheel(tmp_path / "b.whl", texts)))
    [proposal] = Proposal.objects.all()
    assert (proposal.beta, proposal.values["status"]) == (A, "generally_available")


def test_a_newer_version_of_a_family_sent_instead_supersedes(make_beta: MakeBeta) -> None:
    make_beta("agents-2026-04-01")
    make_beta("agents-2026-10-01")
    run.propose(package("2.0.0", "agents-2026-04-01", "agents-2026-10-01", agents="agents-2026-04-01"))
    run.propose(package("2.1.0", "agents-2026-04-01", "agents-2026-10-01", agents="agents-2026-10-01"))
    values = Proposal.objects.get(beta="agents-2026-04-01").values
    assert (values["status"], values["successor"]) == ("superseded", "agents-2026-10-01")


def test_an_announced_removal_proposes_a_deprecation(make_beta: MakeBeta) -> None:
    make_beta(A)
    make_beta(B, deprecated_on=date(2026, 1, 1))
    announced = tuple(Announcement(name, "2.9.0", date(2026, 11, 16), "removes") for name in (A, B))
    run.propose(Package("anthropic", "2.9.0", None, frozenset({A, B}), announcements=announced))
    [proposal] = Proposal.objects.all()
    assert (proposal.beta, proposal.kind) == (A, "removal")
    assert proposal.values["deprecated_on"] == "2026-11-16"


def test_first_and_last_sight_are_kept_without_a_review(make_beta: MakeBeta) -> None:
    make_beta(A, first_in_sdk_version="2.0.0", last_in_sdk_version="2.0.0")
    run.propose(package("1.0.0", A, B))
    run.propose(package("2.1.0", A, B, on=date(2026, 11, 1)))
    beta = Beta.objects.get(name=A)
    assert (beta.first_in_sdk_version, beta.last_in_sdk_version) == ("1.0.0", "2.1.0")
    assert (beta.first_in_sdk_on, beta.last_in_sdk_on) == (None, date(2026, 11, 1))
    assert BetaChange.objects.filter(beta=beta, why="Read in anthropic 2.1.0.").count() == 2


def test_nothing_else_of_a_known_name_changes(make_beta: MakeBeta) -> None:
    before = Beta.objects.filter(pk=make_beta(A).pk).values("status", "title", "successor", "endpoints").get()
    run.propose(package("2.0.0", A, B, agents=A))
    run.propose(package("2.1.0", B))
    assert Beta.objects.filter(name=A).values("status", "title", "successor", "endpoints").get() == before


def test_a_rejected_proposal_stays_away_until_its_evidence_changes() -> None:
    run.propose(package("2.0.0", A, B))
    run.propose(package("2.1.0", A))
    Proposal.objects.filter(kind="gone").update(state=ProposalState.REJECTED)
    assert run.propose(package("2.1.0", A)).proposed == 0
    run.propose(package("2.2.0", A, B))
    assert run.propose(package("2.3.0", A)).proposed == 1


def test_a_forwarding_under_another_name_is_proposed_once(make_beta: MakeBeta) -> None:
    make_beta(A)
    found = Forwarding("1.2.3", {("bedrock", A): "other-2025-01-01", ("vertex", A): None})
    assert run.propose_platforms(found) == Summary(proposed=1, known=1)
    assert run.propose_platforms(found).proposed == 0
    [proposal] = Proposal.objects.all()
    [row] = proposal.values["platforms"]
    assert (row["platform"], row["sent_as"]) == ("bedrock", "other-2025-01-01")
    assert proposal.evidence[0]["third_party"]


def test_the_command_ends_with_the_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = wheel(tmp_path / "a.whl", python_texts("2.0.0", (A, B)))
    call_command("sync_catalogue", wheel=[path])
    call_command("sync_catalogue", wheel=[path])
    assert capsys.readouterr().out.splitlines() == ["proposed 2, known 0", "proposed 0, known 2"]


def test_the_command_reads_the_changelogs_of_both_sdks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = {f"anthropic-2.9.0/src/{name}": text for name, text in python_texts("2.9.0", (A, B)).items()}
    sdist = tar(tmp_path / "a.tar.gz", {**texts, "anthropic-2.9.0/CHANGELOG.md": LOG})
    call_command("sync_catalogue", npm=[npm(tmp_path / "sdk.tgz", "1.9.0", (A, B), LOG)], sdist=[sdist])
    assert set(waiting()) == {(A, "new"), (B, "new"), (A, "removal"), (B, "removal")}


@pytest.mark.parametrize("options", [{}, {"wheel": [Path("/nowhere/x.whl")]}])
def test_the_command_says_what_it_could_not_do(options: dict[str, list[Path]]) -> None:
    with pytest.raises(CommandError, match=r"\.$"):
        call_command("sync_catalogue", **options)
