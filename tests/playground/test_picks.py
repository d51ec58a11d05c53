"""In which group each beta stands, and why one is suggested."""

from typing import Any

import pytest

from betas.catalogue.facts import BetaFact, Facts, GateFact
from betas.diagnosis.uses import uses
from betas.playground.picks import Picks, asked_for, picks

GROUPS = ("chosen", "suggested", "lately", "current", "past")
BODY: dict[str, Any] = {"mcp_servers": [], "tools": [{"type": "toolset"}]}


def gate(beta: str, path: str, value: str = "", mode: str = "required") -> GateFact:
    return GateFact(beta, path, "value" if value else "field", value, mode)


def facts(*betas: BetaFact) -> Facts:
    return Facts(revision=1, betas={beta.name: beta for beta in betas}, models={})


def beta(name: str, status: str = "active", *gates: GateFact) -> BetaFact:
    return BetaFact(name, name, name.title(), status, gates=gates)


KNOWN = facts(
    beta("a"), beta("b", "deprecated"), beta("c", "retired"), beta("d", "generally_available"), beta("e", "superseded")
)  # fmt: skip


def names(groups: Picks) -> dict[str, str]:
    return {group: " ".join(pick.name for pick in getattr(groups, group)) for group in GROUPS}


@pytest.mark.parametrize(
    ("chosen", "asked", "lately", "grouped"),
    [
        ("", "", "", {"current": "a b d", "past": "c e"}),
        ("d a", "", "", {"chosen": "d a", "current": "b", "past": "c e"}),
        ("d d", "", "", {"chosen": "d", "current": "a b", "past": "c e"}),
        ("", "c a", "", {"suggested": "c a", "current": "b d", "past": "e"}),
        ("", "", "e b", {"lately": "e b", "current": "a d", "past": "c"}),
        ("a", "a b", "a b d", {"chosen": "a", "suggested": "b", "lately": "d", "past": "c e"}),
        ("new", "", "old new", {"chosen": "new", "lately": "old", "current": "a b d", "past": "c e"}),
    ],
)
def test_each_beta_stands_in_one_group(chosen: str, asked: str, lately: str, grouped: dict[str, str]) -> None:
    found = picks(chosen.split(), KNOWN, {name: ["somewhere"] for name in asked.split()}, lately.split())
    assert names(found) == dict.fromkeys(GROUPS, "") | grouped


def test_a_name_that_is_not_catalogued_has_no_status() -> None:
    [pick] = picks(["New-2026"], KNOWN).chosen
    assert (pick.status, pick.words) == ("", "new-2026")


def test_a_search_finds_a_beta_by_title_family_and_what_it_opens() -> None:
    known = facts(BetaFact("x", "kin", "The Title", "active", gates=(gate("x", "tools[].type", "Big_1"),)))
    assert picks([], known).current[0].words == "x the title kin tools[].type big_1"


OLD = beta("old", "superseded", gate("old", "mcp_servers"))
AGING = beta("aging", "deprecated", gate("aging", "mcp_servers"))
NEW = beta("new", "active", gate("new", "mcp_servers"), gate("new", "tools[].type", "toolset"))
OTHER = beta("other", "generally_available", gate("other", "tools[].type", "toolset"))
ONCE = beta("once", "active", gate("once", "mcp_servers", mode="historical"))
NEW_ASKED = {"new": ["mcp_servers", "tools.0.type: toolset"]}


@pytest.mark.parametrize(
    ("known", "chosen", "asked"),
    [
        ((OLD, NEW), [], NEW_ASKED),
        ((OLD, AGING), [], {"aging": ["mcp_servers"]}),
        ((OLD,), [], {"old": ["mcp_servers"]}),
        ((OTHER, NEW), [], NEW_ASKED | {"other": ["tools.0.type: toolset"]}),
        ((OLD, NEW), ["new"], {}),
        ((OLD, NEW), ["old"], {"new": ["tools.0.type: toolset"]}),
        ((OLD, NEW), ["unheard-of"], NEW_ASKED),
        ((ONCE,), [], {}),
        ((ONCE, NEW), ["once"], NEW_ASKED),
        ((), [], {}),
    ],
)
def test_suggested_is_what_opens_most_and_stands_best(
    known: tuple[BetaFact, ...], chosen: list[str], asked: dict[str, list[str]]
) -> None:
    found = asked_for(uses(BODY, facts(*known)), chosen, facts(*known))
    assert [(name, sorted(places)) for name, places in found.items()] == list(asked.items())


def test_a_place_that_asks_many_times_is_named_once() -> None:
    many = {"tools": [{"type": "toolset"}, {"type": "toolset"}]}
    assert asked_for(uses(many, facts(OTHER)), [], facts(OTHER)) == {"other": ["tools.0.type: toolset"]}
