"""Loading is a three-way merge: what was shipped last, what ships now, what an administrator made of it."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from betas.catalogue import shape, shipped
from betas.catalogue.load import Disagreement, Loaded, Unreadable, disagreements, load
from betas.models import Beta, BetaChange, ClaudeModel, Gate, Project
from tests.catalogue.conftest import Folder

pytestmark = pytest.mark.django_db

GATE = '[[gates]]\npath = "speed"\nkind = "field"\n'
OTHER_GATE = '[[gates]]\npath = "thread"\nkind = "field"\n'


def summary(text: str) -> str:
    return f'summary = "{text}"'


def alpha() -> Beta:
    return Beta.objects.whole().get(name="alpha")


def test_everything_shipped_is_in_the_database_as_it_ships(loaded: Loaded) -> None:
    betas = {beta.name: shape.stored(beta) for beta in Beta.objects.whole()}
    models = {model.pk: shape.stored_model(model) for model in ClaudeModel.objects.all()}
    assert (betas, models) == (shipped.own().betas, shipped.own().models)


def test_a_second_load_changes_nothing(loaded: Loaded) -> None:
    before = list(BetaChange.objects.values_list("id", flat=True))
    assert load() == Loaded()
    assert list(BetaChange.objects.values_list("id", flat=True)) == before


def test_a_second_load_only_reads(loaded: Loaded, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(13) as queries:
        load()
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []


def test_a_new_beta_is_one_change(facts: Folder) -> None:
    load(facts(alpha=GATE))
    assert list(BetaChange.objects.values_list("subject", "field", "why")) == [("alpha", "added", "shipped catalogue")]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wins"),
    [
        ("a", "a", "b", "b"),
        ("a", "b", "a", "b"),
        ("a", "b", "b", "b"),
        ("a", "b", "c", "b"),
        ("", "b", "c", "b"),
        ("a", "", "b", ""),
    ],
    ids=["file changed", "admin changed", "both alike", "both differently", "admin filled a gap", "admin emptied"],
)
def test_an_edit_is_never_overwritten(facts: Folder, base: str, ours: str, theirs: str, wins: str) -> None:
    load(facts(alpha=summary(base)))
    Beta.objects.update(summary=ours)
    done = load(facts(alpha=summary(theirs)))
    assert alpha().summary == wins
    both_moved = ours not in (base, theirs) and theirs != base
    assert done.kept == ([Disagreement("alpha", "summary", ours, theirs)] if both_moved else [])


def test_an_edit_stays_when_the_file_returns_to_it(facts: Folder) -> None:
    load(facts(alpha=summary("a")))
    Beta.objects.update(summary="b")
    for text in ("c", "b", "d"):
        load(facts(alpha=summary(text)))
    assert alpha().summary == "d"


def test_a_disagreement_is_told_once_and_listed_until_it_is_settled(facts: Folder) -> None:
    load(facts(alpha=summary("a")))
    Beta.objects.update(summary="b")
    load(facts(alpha=summary("c")))
    again = load(facts(alpha=summary("c")))
    assert again.kept == []
    assert list(disagreements()) == [Disagreement("alpha", "summary", "b", "c")]


def test_what_changed_is_kept_with_before_and_after(facts: Folder) -> None:
    load(facts(alpha=summary("a")))
    load(facts(alpha=summary("b")))
    newest = BetaChange.objects.first()
    assert newest
    assert (newest.beta, newest.field, newest.before, newest.after) == (alpha(), "summary", "a", "b")


def test_a_change_raises_the_version_and_a_repeat_does_not(facts: Folder) -> None:
    load(facts(alpha=""))
    for _ in range(2):
        load(facts(alpha=summary("b") + "\n" + GATE))
    assert alpha().version == 2


def test_a_changed_list_is_replaced_as_a_whole(facts: Folder) -> None:
    load(facts(alpha=GATE))
    load(facts(alpha=OTHER_GATE))
    assert [gate.path for gate in alpha().gates.all()] == ["thread"]


def test_a_list_an_administrator_changed_stays(facts: Folder) -> None:
    load(facts(alpha=GATE))
    Gate.objects.update(mode="inferred")
    done = load(facts(alpha=OTHER_GATE))
    assert [(gate.path, gate.mode) for gate in alpha().gates.all()] == [("speed", "inferred")]
    assert [one.field for one in done.kept] == ["gates"]


def test_an_edit_of_one_field_keeps_no_other_from_changing(facts: Folder) -> None:
    load(facts(alpha=summary("a") + "\n" + GATE))
    Gate.objects.update(mode="inferred")
    load(facts(alpha=summary("b") + "\n" + GATE))
    assert alpha().summary == "b"


def test_successors_and_relatives_follow_the_file(facts: Folder) -> None:
    load(facts(alpha="", bravo="", charlie=""))
    load(facts(alpha='successor = "bravo"\nrelated = ["charlie"]'))
    assert (str(alpha().successor), [other.name for other in alpha().related.all()]) == ("bravo", ["charlie"])


def test_a_beta_made_by_hand_keeps_what_it_says_when_it_ships(facts: Folder) -> None:
    load(facts(bravo=""))
    family = Beta.objects.get().family
    Beta.objects.create(
        name="alpha", family=family, title="Mine", category="tools", status="unknown", visibility="documented"
    )
    done = load(facts(alpha=summary("a")))
    assert (alpha().title, alpha().summary) == ("Mine", "a")
    assert {one.field for one in done.kept} >= {"title", "family"}


def test_what_leaves_the_files_stays_in_the_catalogue(facts: Folder) -> None:
    load(facts(alpha=""))
    load(shipped.Shipped({}, {}))
    assert alpha().title == "Alpha"


def test_a_price_that_an_administrator_set_stays(facts: Folder) -> None:
    load(facts(models='[claude-x]\nprices = { input = "2" }\n'))
    ClaudeModel.objects.update(prices={"input": "1"})
    done = load(facts(models='[claude-x]\nprices = { input = "3" }\n'))
    assert ClaudeModel.objects.get().prices == {"input": "1"}
    assert done.kept == [Disagreement("claude-x", "prices", {"input": "1"}, {"input": "3"})]


def test_a_changed_model_is_a_change_without_a_beta(facts: Folder) -> None:
    load(facts(models="[claude-x]\n"))
    load(facts(models="[claude-x]\nretires_on = 2027-01-01\n"))
    newest = BetaChange.objects.first()
    assert newest
    assert (newest.beta, newest.subject, newest.field, newest.after) == (None, "claude-x", "retires_on", "2027-01-01")


def test_unreadable_facts_change_nothing(facts: Folder) -> None:
    with pytest.raises(Unreadable, match="no beta 'bravo'"):
        load(facts(alpha='successor = "bravo"', charlie=""))
    assert Beta.objects.count() == 0


def test_the_command_says_what_came_and_then_nothing() -> None:
    first, second = StringIO(), StringIO()
    call_command("load_catalogue", stdout=first)
    call_command("load_catalogue", stdout=second)
    assert (first.getvalue(), second.getvalue()) == ("Catalogue: 137 betas and models added, 0 changed.\n", "")


def test_the_command_makes_the_project_and_its_upstreams() -> None:
    call_command("load_catalogue", stdout=StringIO())
    assert [upstream.name for upstream in Project.objects.get().upstreams.all()] == ["simulator", "claude-api"]


def test_the_command_prints_where_an_edit_stays(facts: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    load(facts(alpha=summary("a")))
    Beta.objects.update(summary="b")
    newer = facts(alpha=summary("c"))
    monkeypatch.setattr(shipped, "own", lambda: newer)
    told = StringIO()
    call_command("load_catalogue", stdout=told)
    assert told.getvalue() == "alpha: summary stays 'b'; shipped is now 'c'\n"


def test_the_command_refuses_unreadable_facts(facts: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = facts(alpha='successor = "bravo"')
    monkeypatch.setattr(shipped, "own", lambda: broken)
    with pytest.raises(CommandError, match="alpha: no beta 'bravo'"):
        call_command("load_catalogue", stdout=StringIO())
