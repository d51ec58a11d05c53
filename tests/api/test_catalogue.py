from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from betas.models import (
    BetaChange,
    ClaudeModel,
    Conflict,
    Evidence,
    Gate,
    ModelSupport,
    PlatformSupport,
    Requirement,
    User,
)
from betas.models.choices import GateKind, GateMode, Platform, Status
from tests.api.conftest import MakeBeta

BETA_KEYS = {
    "name", "family", "named_on", "title", "summary", "category", "status", "status_reason", "still_accepted",
    "header_still_needed", "header_note", "changes_response_shape", "dates", "sdk", "successor", "predecessors",
    "related", "endpoints", "models", "platforms", "gates", "conflicts", "requires", "docs_url", "evidence",
    "visibility",
}  # fmt: skip
PLATFORMS = {"claude_api", "bedrock", "vertex", "foundry", "claude_platform_on_aws", "google_cloud"}


def names(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["name"] for item in response.json()["items"]]


def test_a_beta_has_the_keys_of_the_contract(make_beta: MakeBeta, program: Client) -> None:
    make_beta("alpha-2025-01-01")
    beta = program.get("/api/v1/betas/alpha-2025-01-01").json()
    assert set(beta) == BETA_KEYS
    assert set(beta["dates"]) == {"announced", "first_in_sdk", "last_in_sdk", "ga", "deprecated", "retired", "verified"}
    assert set(beta["sdk"]) == {"first", "last"}
    assert set(beta["platforms"]) == PLATFORMS
    assert all(set(support) == {"supported", "sent_as", "note"} for support in beta["platforms"].values())


def test_what_is_not_stated_is_null(make_beta: MakeBeta, program: Client) -> None:
    make_beta("alpha-2025-01-01")
    beta = program.get("/api/v1/betas/alpha-2025-01-01").json()
    for name in ("named_on", "still_accepted", "header_still_needed", "changes_response_shape", "models", "successor"):
        assert beta[name] is None
    assert beta["docs_url"] is None
    assert set(beta["dates"].values()) == {None}
    assert beta["platforms"]["bedrock"] == {"supported": None, "sent_as": None, "note": None}
    assert beta["gates"] == beta["evidence"] == beta["predecessors"] == beta["related"] == []


def test_a_beta_says_all_that_is_known(make_beta: MakeBeta, program: Client) -> None:
    newer = make_beta("alpha-2026-01-01", family="alpha")
    beta = make_beta(
        "alpha-2025-01-01", family="alpha", named_on=date(2025, 1, 1), successor=newer, status=Status.SUPERSEDED,
        announced_on=date(2025, 1, 3), first_in_sdk_version="0.40.0", still_accepted=False, docs_url="https://docs.example",
        endpoints=["POST /v1/messages"],
    )  # fmt: skip
    ModelSupport.objects.create(beta=beta, model="claude-x", supported=True)
    ModelSupport.objects.create(beta=beta, model="claude-y", supported=False)
    PlatformSupport.objects.create(beta=beta, platform=Platform.VERTEX, supported=True, sent_as="alpha-x")
    Gate.objects.create(beta=beta, path="tools[].type", kind=GateKind.TOOL_TYPE, value="a_1", mode=GateMode.REQUIRED)
    Gate.objects.create(beta=beta, path="alpha", kind=GateKind.FIELD, mode=GateMode.HISTORICAL, only_on=["claude-x"])
    Conflict.objects.create(beta=beta, subject=newer.name, other=newer, note="both at once")
    Requirement.objects.create(beta=beta, note="streaming")
    Evidence.objects.create(beta=beta, field="announced", value="2025-01-03", source="changelog", stated=False)
    said = program.get("/api/v1/betas/alpha-2025-01-01").json()
    assert said["family"] == "alpha"
    assert said["named_on"] == "2025-01-01"
    assert said["status"] == "superseded"
    assert said["dates"]["announced"] == "2025-01-03"
    assert said["sdk"] == {"first": "0.40.0", "last": None}
    assert said["successor"] == "alpha-2026-01-01"
    assert said["still_accepted"] is False
    assert said["endpoints"] == ["POST /v1/messages"]
    assert said["models"] == ["claude-x"]
    assert said["platforms"]["vertex"] == {"supported": True, "sent_as": "alpha-x", "note": None}
    assert said["gates"] == [
        {"path": "tools[].type", "kind": "tool_type", "value": "a_1", "mode": "required", "only_on": None},
        {"path": "alpha", "kind": "field", "value": None, "mode": "historical", "only_on": ["claude-x"]},
    ]
    assert said["conflicts"] == [{"with": "alpha-2026-01-01", "beta": "alpha-2026-01-01", "note": "both at once"}]
    assert said["requires"] == [{"beta": None, "note": "streaming"}]
    assert said["evidence"] == [
        {
            "field": "announced", "value": "2025-01-03", "source": "changelog", "url": None, "read_on": None,
            "stated": False, "third_party": False,
        }
    ]  # fmt: skip


def test_a_successor_names_its_predecessors(make_beta: MakeBeta, program: Client) -> None:
    newer = make_beta("alpha-2026-01-01")
    make_beta("alpha-2025-01-01", successor=newer)
    assert program.get("/api/v1/betas/alpha-2026-01-01").json()["predecessors"] == ["alpha-2025-01-01"]


def test_betas_are_listed_by_name_page_by_page(make_beta: MakeBeta, program: Client) -> None:
    for name in ("charlie-2025-01-01", "alpha-2025-01-01", "bravo-2025-01-01"):
        make_beta(name)
    first = program.get("/api/v1/betas?limit=2").json()
    assert [item["name"] for item in first["items"]] == ["alpha-2025-01-01", "bravo-2025-01-01"]
    assert first["next"].startswith("/api/v1/betas?")
    second = program.get(first["next"]).json()
    assert [item["name"] for item in second["items"]] == ["charlie-2025-01-01"]
    assert second["next"] is None


def test_the_next_page_keeps_the_query(make_beta: MakeBeta, program: Client) -> None:
    for number in range(3):
        make_beta(f"alpha-2025-01-0{number + 1}", family="alpha")
        make_beta(f"bravo-2025-01-0{number + 1}", family="bravo")
    page = program.get("/api/v1/betas?q=family:bravo&limit=2").json()
    assert names(program.get(page["next"])) == ["bravo-2025-01-03"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["alpha-2025-01-01", "bravo-2025-02-02", "charlie-2025-03-03"]),
        ("ALPHA", ["alpha-2025-01-01"]),
        ("alph*", ["alpha-2025-01-01"]),
        ("alpha bravo", []),
        ("-alpha", ["bravo-2025-02-02", "charlie-2025-03-03"]),
        ("gate_of_bravo", ["bravo-2025-02-02"]),
        ("status:retired", ["charlie-2025-03-03"]),
        ("status:retired,active", ["alpha-2025-01-01", "bravo-2025-02-02", "charlie-2025-03-03"]),
        ("-status:retired", ["alpha-2025-01-01", "bravo-2025-02-02"]),
        ("family:alpha status:active", ["alpha-2025-01-01"]),
        ("category:tools -family:alpha,charlie", ["bravo-2025-02-02"]),
        ("100%", []),
    ],
)
def test_the_query_narrows(query: str, found: list[str], make_beta: MakeBeta, program: Client) -> None:
    make_beta("alpha-2025-01-01")
    bravo = make_beta("bravo-2025-02-02")
    make_beta("charlie-2025-03-03", status=Status.RETIRED)
    Gate.objects.create(beta=bravo, path="gate_of_bravo", kind=GateKind.FIELD, mode=GateMode.REQUIRED)
    assert names(program.get("/api/v1/betas", {"q": query})) == found


@pytest.mark.parametrize(
    ("query", "named", "nearest"),
    [
        ("colour:red", "colour", None),
        ("stats:active", "stats", "status"),
        ("-stats:active", "stats", "status"),
        ("status:depricated", "depricated", "deprecated"),
        ("status:", "status:", None),
        ("category:tool", "tool", "tools"),
        ("family:alfa", "alfa", "alpha"),
        ("named<spring", "spring", None),
        ("accepted:maybe", "maybe", None),
        ('"open', "quotation", None),
        ("status>active", "status", None),
    ],
)
def test_what_cannot_be_read_is_named(
    query: str, named: str, nearest: str | None, make_beta: MakeBeta, program: Client
) -> None:
    make_beta("alpha-2025-01-01")
    response = program.get("/api/v1/betas", {"q": query})
    assert response.status_code == 422
    [text] = response.json()["error"]["details"]["q"]
    assert named in text
    assert nearest is None or f"“{nearest}”" in text


def test_a_family_of_an_empty_catalogue_is_told_too(program: Client) -> None:
    assert program.get("/api/v1/betas?q=family:alpha").status_code == 422


def test_a_word_said_a_hundred_times_counts_once(make_beta: MakeBeta, program: Client) -> None:
    make_beta("alpha-2025-01-01")
    assert names(program.get("/api/v1/betas", {"q": "a " * 100})) == ["alpha-2025-01-01"]


def test_too_many_different_words_are_refused(program: Client, db: None) -> None:
    response = program.get("/api/v1/betas", {"q": " ".join(f"w{number}" for number in range(33))})
    assert response.status_code == 422
    assert "at most 32" in response.json()["error"]["details"]["q"][0]


def test_changes_come_newest_first(make_beta: MakeBeta, program: Client, administrator: Client) -> None:
    beta = make_beta("alpha-2025-01-01")
    who = User.objects.get(username="admin")
    BetaChange.objects.create(beta=beta, subject=beta.name, field="status", before=None, after="active", why="loaded")
    BetaChange.objects.create(
        beta=beta, subject=beta.name, field="ga_on", before=None, after="2025-05-05", who=who, why="announced"
    )
    newest, oldest = program.get("/api/v1/betas/alpha-2025-01-01/changes").json()["items"]
    assert set(newest) == {"id", "at", "beta", "field", "before", "after", "who", "why"}
    assert newest["at"].endswith("Z")
    assert (newest["field"], newest["after"], newest["who"]) == ("ga_on", "2025-05-05", "admin")
    assert oldest["who"] is None


def test_changes_go_on_where_the_page_ended(make_beta: MakeBeta, program: Client) -> None:
    beta = make_beta("alpha-2025-01-01")
    for number in range(3):
        BetaChange.objects.create(beta=beta, subject=beta.name, field=f"field{number}", why="test")
    page = program.get("/api/v1/betas/alpha-2025-01-01/changes?limit=2").json()
    assert [item["field"] for item in page["items"]] == ["field2", "field1"]
    assert [item["field"] for item in program.get(page["next"]).json()["items"]] == ["field0"]


def test_a_model_has_its_prices_and_their_source(program: Client) -> None:
    ClaudeModel.objects.create(id="claude-x", prices={"input": "5"}, price_source="a list", max_output_tokens=64)
    assert program.get("/api/v1/models").json() == {
        "items": [
            {
                "id": "claude-x", "in_sdk": False, "retires_on": None, "context_window": None, "max_output_tokens": 64,
                "prices": {"input": "5"}, "prices_above_100k": {}, "price_source": "a list", "sources": [],
            }
        ],
        "next": None,
    }  # fmt: skip


@pytest.mark.parametrize("count", [2, 40])
def test_more_betas_cost_no_more_queries(
    make_beta: MakeBeta, program: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    newest = make_beta("zulu-2026-01-01")
    for number in range(count):
        beta = make_beta(f"alpha{number}-2025-01-01", successor=newest)
        beta.related.add(newest)
        Conflict.objects.create(beta=beta, subject=newest.name, other=newest)
        Requirement.objects.create(beta=beta, other=newest)
        Gate.objects.create(beta=beta, path="alpha", kind=GateKind.FIELD, mode=GateMode.REQUIRED)
    program.get("/api/v1/betas")
    with django_assert_num_queries(13):  # token, project, page, what stands beside a beta, revision
        program.get("/api/v1/betas")


@pytest.mark.parametrize("count", [2, 40])
def test_more_changes_cost_no_more_queries(
    make_beta: MakeBeta,
    program: Client,
    administrator: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    beta, who = make_beta("alpha-2025-01-01"), User.objects.get(username="admin")
    for _ in range(count):
        BetaChange.objects.create(beta=beta, subject=beta.name, field="status", who=who, why="test")
    program.get("/api/v1/models")
    with django_assert_num_queries(4):  # token, project, beta, page
        program.get("/api/v1/betas/alpha-2025-01-01/changes")


@pytest.mark.parametrize("count", [2, 40])
def test_more_models_cost_no_more_queries(
    program: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        ClaudeModel.objects.create(id=f"model-{number}")
    program.get("/api/v1/models")
    with django_assert_num_queries(3):  # token, project, page
        assert len(program.get("/api/v1/models").json()["items"]) == count


@pytest.mark.usefixtures("loaded")
def test_the_whole_catalogue_can_be_walked(program: Client) -> None:
    path, found = "/api/v1/betas?limit=30", list[str]()
    while path:
        page = program.get(path).json()
        found += [item["name"] for item in page["items"]]
        assert all(set(item) == BETA_KEYS for item in page["items"])
        path = page["next"]
    assert len(found) == 94
    assert found == sorted(found)
