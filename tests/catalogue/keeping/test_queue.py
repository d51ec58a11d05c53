"""The review page: what waits, with its evidence, and deciding on it alone or together."""

import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.models import Beta, Proposal, SyncRun
from betas.models.choices import Role
from tests.catalogue.keeping.conftest import ALPHA, BRAVO, MakeProposal
from tests.catalogue.sync.packages import python_texts, wheel
from tests.conftest import MakeBeta, SignedIn

REVIEW = "/betas/review/"


def words(client: Client, address: str = REVIEW) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_an_empty_queue_says_where_proposals_come_from(administrator: Client) -> None:
    shown = words(administrator)
    assert "Nothing waits for review" in shown
    assert "python manage.py sync_catalogue --wheel" in shown


def test_a_proposal_stands_with_its_evidence_beside_what_is_known(
    administrator: Client, make_beta: MakeBeta, make_proposal: MakeProposal
) -> None:
    make_beta()
    make_proposal()
    shown = words(administrator)
    assert "anthropic 2.9.0, changelog · stated · “A later release removes it.”" in shown
    [group] = administrator.get(REVIEW).context["queue"].groups
    lines = {line.field: (line.now, line.proposed) for line in group.entries[0].lines}
    assert lines == {"deprecated_on": ([], ["2026-11-16"]), "status": (["active"], ["deprecated"])}


def test_one_is_accepted_by_its_button(administrator: Client, make_beta: MakeBeta, make_proposal: MakeProposal) -> None:
    make_beta()
    chosen, other = make_proposal(), make_proposal(values={"retired_on": "2026-12-01"})
    response = administrator.post(REVIEW, {"do": f"accept-{chosen.pk}", "chosen": [other.pk]}, follow=True)
    assert "1 proposal accepted." in response.content.decode()
    assert list(Proposal.objects.waiting()) == [other]


def test_many_are_accepted_together_new_names_with_title_and_category(
    administrator: Client, make_beta: MakeBeta, make_proposal: MakeProposal, make_new: MakeProposal
) -> None:
    make_beta()
    one, new = make_proposal(), make_new()
    typed = {f"new-{new.pk}-title": "Bravo", f"new-{new.pk}-category": "agents"}
    administrator.post(REVIEW, {"do": "accept", "chosen": [one.pk, new.pk], "why": "read both", **typed})
    assert dict(Beta.objects.values_list("name", "status")) == {ALPHA: "deprecated", BRAVO: "unknown"}
    assert set(Proposal.objects.values_list("state", "why")) == {("accepted", "read both")}


def test_a_new_name_without_a_title_comes_back_with_what_was_typed(
    administrator: Client, make_new: MakeProposal
) -> None:
    new, other = make_new(), make_new("charlie-2025-03-03")
    typed = {f"new-{new.pk}-category": "agents", f"new-{other.pk}-title": "Half"}
    response = administrator.post(REVIEW, {"do": "accept", "chosen": [new.pk], "why": "soon", **typed})
    assert response.status_code == 422
    first, second = (group.entries[0] for group in response.context["queue"].groups)
    assert (first.is_chosen, first.naming.errors.keys(), first.naming["category"].value()) == (
        True, {"title"}, "agents",
    )  # fmt: skip
    assert (second.is_chosen, dict(second.naming.errors), second.naming["title"].value()) == (False, {}, "Half")
    assert 'value="soon"' in response.content.decode()


def test_a_rejection_needs_a_reason(administrator: Client, make_proposal: MakeProposal) -> None:
    proposal = make_proposal()
    assert administrator.post(REVIEW, {"do": "reject", "chosen": [proposal.pk]}).status_code == 422
    administrator.post(REVIEW, {"do": "reject", "chosen": [proposal.pk], "why": "a mistake"})
    assert Proposal.objects.get().why == "a mistake"


@pytest.mark.parametrize("sent", [{}, {"do": "accept"}, {"do": "accept-9999"}, {"do": "drop", "chosen": ["x"]}])
def test_what_cannot_be_read_decides_nothing(
    administrator: Client, make_proposal: MakeProposal, sent: dict[str, str]
) -> None:
    make_proposal()
    assert administrator.post(REVIEW, sent).status_code == 422
    assert Proposal.objects.waiting().count() == 1


def test_two_who_decide_at_once_are_told(
    administrator: Client, make_beta: MakeBeta, make_proposal: MakeProposal
) -> None:
    make_beta()
    sent = {"do": f"accept-{make_proposal().pk}"}
    administrator.post(REVIEW, sent)
    assert (
        "decided meanwhile by admin, who accepted it" in administrator.post(REVIEW, sent, follow=True).content.decode()
    )


def test_values_are_edited_before_they_are_accepted(
    administrator: Client, make_beta: MakeBeta, make_proposal: MakeProposal
) -> None:
    make_beta()
    row = {"platform": "bedrock", "supported": True, "sent_as": "a-1", "note": "forwarded"}
    proposal = make_proposal(kind="platform", values={"endpoints": ["POST /v1/x"], "platforms": [row]})
    address = f"/betas/review/{proposal.pk}/"
    form = administrator.get(address).context["form"]
    sent = {field.html_name: field.value() for field in form} | {
        "endpoints": "POST /v1/x\nPOST /v1/y", "platforms-0-supported": "false",
        "platforms-0-sent_as": "b-1", "why": "",
    }  # fmt: skip
    assert administrator.post(address, sent).status_code == 302
    beta = Beta.objects.get()
    assert beta.endpoints == ["POST /v1/x", "POST /v1/y"]
    assert [(row.supported, row.sent_as) for row in beta.platforms.all()] == [(False, "b-1")]


def test_a_date_that_is_none_comes_back(
    administrator: Client, make_beta: MakeBeta, make_proposal: MakeProposal
) -> None:
    make_beta()
    sent = {"deprecated_on": "2026-13-01", "status": "deprecated", "why": "typed"}
    response = administrator.post(f"/betas/review/{make_proposal().pk}/", sent)
    assert (response.status_code, response.context["form"]["why"].value()) == (422, "typed")
    assert Beta.objects.get().status == "active"


def test_the_catalogue_says_to_administrators_how_many_wait(
    administrator: Client, tester: Client, make_proposal: MakeProposal
) -> None:
    make_proposal()
    assert "Review: 1 waits" in words(administrator, "/betas/")
    assert "/betas/review/" not in words(tester, "/betas/")


def test_pages_are_by_name(administrator: Client, make_proposal: MakeProposal) -> None:
    for number in range(30):
        make_proposal(f"alpha-{number:02}")
    first = administrator.get(REVIEW).context["queue"]
    second = administrator.get(REVIEW, {"after": first.after}).context["queue"]
    assert [group.name for group in (*first.groups, *second.groups)] == [f"alpha-{number:02}" for number in range(30)]
    assert second.after == ""


def test_more_proposals_cost_no_more_queries(
    signed_in: SignedIn, make_beta: MakeBeta, make_proposal: MakeProposal, make_new: MakeProposal
) -> None:
    client = signed_in(Role.ADMIN)

    def asked(first: int, last: int) -> int:
        for number in range(first, last):
            make_beta(f"alpha-{number}", successor=make_beta(f"bravo-{number}"))
            make_proposal(f"alpha-{number}", values={"successor": "x", "platforms": []})
            make_new(f"charlie-{number}")
        client.get(REVIEW)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(REVIEW).status_code == 200
        return len(queries)

    few = asked(0, 2)
    assert asked(2, 20) == few
    assert few < 10


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip fetches from instead of the network; npm finds nothing to run."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    return tmp_path


def test_sync_now_reads_what_it_can_and_says_what_it_could_not(administrator: Client, packages: Path) -> None:
    meta = {
        "anthropic-9.9.9.dist-info/METADATA": "Metadata-Version: 2.1\nName: anthropic\nVersion: 9.9.9\n",
        "anthropic-9.9.9.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "anthropic-9.9.9.dist-info/RECORD": "",
    }
    wheel(packages / "anthropic-9.9.9-py3-none-any.whl", {**python_texts("9.9.9", (ALPHA, BRAVO)), **meta})
    shown = administrator.post("/betas/review/sync/", follow=True).content.decode()
    assert "anthropic 9.9.9 is read: 2 new proposals; 0 of its names were known." in shown
    assert "npm is not installed here." in shown
    assert str(SyncRun.objects.get().who) == "admin"


def test_sync_now_without_a_network_proposes_nothing(administrator: Client, packages: Path) -> None:
    shown = administrator.post("/betas/review/sync/", follow=True).content.decode()
    assert "anthropic could not be fetched. Is this machine offline?" in shown
    assert Proposal.objects.count() == 0
