"""Every change can be read by everybody, and taken back by administrators."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.catalogue import edits
from betas.models import Beta, BetaChange, ClaudeModel, User
from tests.conftest import MakeBeta

CHANGES = "/betas/changes/"


def edit(name: str, who: User | None = None, **news: object) -> BetaChange:
    row = edits.look(name)
    assert row
    [change] = edits.write(row, news, who=who, why="read it")
    return change


def subjects(client: Client, **asked: str) -> list[tuple[str, str]]:
    return [(change.row.subject, change.row.field) for change in client.get(CHANGES, asked).context["rows"]]


def test_changes_are_newest_first_with_before_and_after(tester: Client, make_beta: MakeBeta) -> None:
    make_beta()
    edit("alpha-2025-01-01", title="Better")
    edit("alpha-2025-01-01", status="retired")
    rows = tester.get(CHANGES).context["rows"]
    assert [(row.row.field, row.removed, row.added) for row in rows] == [
        ("status", ["active"], ["retired"]), ("title", ["Alpha"], ["Better"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"beta": "alpha-2"}, [("alpha-2", "title")]),
        ({"field": "status"}, [("alpha-1", "status")]),
        ({"who": "admin"}, [("alpha-2", "title")]),
        ({"beta": "alpha-1", "who": "admin"}, []),
    ],
)
def test_changes_are_filtered(
    tester: Client, make_beta: MakeBeta, keeper: User, asked: dict[str, str], found: list[tuple[str, str]]
) -> None:
    make_beta("alpha-1")
    make_beta("alpha-2")
    edit("alpha-1", status="retired")
    edit("alpha-2", keeper, title="Better")
    assert subjects(tester, **asked) == found


@pytest.mark.parametrize("asked", [{"field": "colour"}, {"after": "x"}, {"after": "0"}, {"beta": "x" * 200}])
def test_a_filter_nobody_can_read_is_422(tester: Client, db: None, asked: dict[str, str]) -> None:
    assert tester.get(CHANGES, asked).status_code == 422


def test_htmx_gets_the_rows_alone(tester: Client, db: None) -> None:
    shown = tester.get(CHANGES, headers={"HX-Request": "true"}).content.decode()
    assert shown.lstrip().startswith('<section id="change-rows"')


def test_pages_follow_each_other(tester: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    for number in range(60):
        BetaChange.objects.create(beta=beta, subject=beta.name, field="title", after=str(number), why="again")
    first = tester.get(CHANGES).context["page"]
    second = tester.get(CHANGES, {"after": first.after}).context["page"]
    assert [row.after for row in (*first.rows, *second.rows)] == [str(number) for number in range(59, -1, -1)]


def test_a_change_is_taken_back(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta()
    change = edit("alpha-2025-01-01", title="Worse")
    assert "+ Alpha" in administrator.get(f"/betas/changes/{change.pk}/revert/").content.decode()
    assert administrator.post(f"/betas/changes/{change.pk}/revert/", {"reason": "was right"}).status_code == 302
    newest = BetaChange.objects.all()[0]
    assert (Beta.objects.get().title, newest.before, newest.after, newest.why) == (
        "Alpha",
        "Worse",
        "Alpha",
        "was right",
    )
    assert str(newest.who) == "admin"


def test_a_list_is_taken_back_as_it_was(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta()
    row = {"platform": "bedrock", "supported": True, "sent_as": "", "note": ""}
    edit("alpha-2025-01-01", platforms=[row])
    change = edit("alpha-2025-01-01", platforms=[])
    administrator.post(f"/betas/changes/{change.pk}/revert/", {"reason": "was right"})
    assert [row.platform for row in Beta.objects.get().platforms.all()] == ["bedrock"]


def test_a_models_change_is_taken_back(administrator: Client) -> None:
    ClaudeModel.objects.create(id="claude-x", prices={"input": "1"})
    change = edit("claude-x", prices={"input": "2"})
    administrator.post(f"/betas/changes/{change.pk}/revert/", {"reason": "was right"})
    assert ClaudeModel.objects.get().prices == {"input": "1"}


def test_what_changed_again_since_is_not_taken_back(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta()
    change = edit("alpha-2025-01-01", title="Better")
    edit("alpha-2025-01-01", title="Best")
    response = administrator.post(f"/betas/changes/{change.pk}/revert/", {"reason": "was right"})
    assert (response.status_code, response.context["removed"], response.context["added"]) == (409, ["Best"], ["Alpha"])
    assert "It has changed again since" in response.content.decode()
    assert Beta.objects.get().title == "Best"


def test_a_successor_that_is_gone_does_not_come_back(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta(successor=make_beta("bravo"))
    change = edit("alpha-2025-01-01", successor=None)
    Beta.objects.get(name="bravo").delete()
    response = administrator.post(f"/betas/changes/{change.pk}/revert/", {"reason": "was right"})
    assert response.status_code == 409
    assert "no beta &#x27;bravo&#x27;" in response.content.decode()


def test_taking_back_needs_a_reason(administrator: Client, make_beta: MakeBeta) -> None:
    make_beta()
    change = edit("alpha-2025-01-01", title="Better")
    assert administrator.post(f"/betas/changes/{change.pk}/revert/").status_code == 422
    assert Beta.objects.get().title == "Better"


def test_an_addition_is_no_change_of_a_fact(administrator: Client, make_beta: MakeBeta) -> None:
    beta = make_beta()
    change = BetaChange.objects.create(beta=beta, subject=beta.name, field="added", after=beta.name, why="shipped")
    assert administrator.post(f"/betas/changes/{change.pk}/revert/", {"reason": "x"}).status_code == 409


def test_only_administrators_are_offered_the_way_back(
    tester: Client, administrator: Client, make_beta: MakeBeta
) -> None:
    make_beta()
    edit("alpha-2025-01-01", title="Better")
    assert "Take back…" not in tester.get(CHANGES).content.decode()
    assert "Take back…" in administrator.get(CHANGES).content.decode()


def test_more_changes_cost_no_more_queries(administrator: Client, make_beta: MakeBeta, keeper: User) -> None:
    def asked(count: int) -> int:
        for number in range(count):
            beta = make_beta(f"alpha-{BetaChange.objects.count()}-{number}")
            BetaChange.objects.create(beta=beta, subject=beta.name, field="title", why="again", who=keeper)
        administrator.get(CHANGES)
        with CaptureQueriesContext(connection) as queries:
            assert administrator.get(CHANGES).status_code == 200
        return len(queries)

    few = asked(2)
    assert asked(30) == few
    assert few < 10
