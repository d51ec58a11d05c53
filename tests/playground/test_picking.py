"""What the picker offers: by the request as it stands, and by what was sent lately."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from betas.models import Project
from betas.playground.picking import lately
from tests.conftest import MakeExchange
from tests.playground.conftest import MakeForm, Typed, send_anyway

pytestmark = pytest.mark.usefixtures("loaded")

HTMX = {"HX-Request": "true"}
MCP = "mcp-client-2026-09-15"
ASKS = '{"mcp_servers": []}'
ROW = re.compile(r'name="betas"\s+value="([^"]+)"')


def suggested(response: Any) -> list[str]:
    return [pick.name for pick in response.context["picks"].suggested]


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        ({"further": '{"speed": "fast"}'}, {"model", "max_tokens", "messages", "speed"}),
        ({"further": "", "text": [""]}, {"model", "max_tokens"}),
        ({"further": '{"speed": "fast"}', "max_tokens": "many"}, {"model", "messages", "speed"}),
        ({"further": "{"}, {"model", "max_tokens", "messages"}),
        ({"model": "m" * 200, "system": "Be terse."}, {"max_tokens", "messages", "system"}),
    ],
)
def test_what_can_be_read_of_a_request_is_read(form: MakeForm, fields: dict[str, Any], read: set[str]) -> None:
    assert set(form(**fields).so_far()) == read


def test_while_one_types_only_the_suggestions_come(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/suggested/", {**typed, "further": ASKS}, headers=HTMX)
    page = response.content.decode()
    assert ROW.findall(page) == suggested(response) == [MCP]
    assert 'asked for by <span class="mono">mcp_servers</span>' in page


def test_without_htmx_the_page_comes_with_all_that_was_typed(tester: Client, typed: Typed) -> None:
    response = tester.post("/playground/suggested/", {**typed, "further": ASKS, "betas": ["compact-2026-01-12"]})
    page = response.content.decode()
    assert suggested(response) == [MCP]
    assert "Name a river." in page
    assert len(ROW.findall(page)) == len(set(ROW.findall(page))) == 94
    assert [pick.name for pick in response.context["picks"].chosen] == ["compact-2026-01-12"]


@pytest.mark.parametrize(
    "fields",
    [
        {"further": "{"},
        {"further": ""},
        {"further": ASKS, "betas": [MCP]},
        {"further": ASKS, "free": "mcp-client-2025-11-20"},
    ],
    ids=["unreadable", "nothing asked", "picked", "typed"],
)
def test_nothing_is_suggested_where_nothing_is_missing(tester: Client, typed: Typed, fields: Typed) -> None:
    assert suggested(tester.post("/playground/suggested/", {**typed, **fields}, headers=HTMX)) == []


@pytest.mark.parametrize("path", ["/playground/draft/", "/playground/send/"])
def test_they_are_right_after_any_round_trip(tester: Client, typed: Typed, path: str) -> None:
    response = tester.post(path, {**typed, "model": "", "further": ASKS})
    assert suggested(response) == [MCP]


def test_a_stored_request_suggests_what_it_lacks(tester: Client, typed: Typed) -> None:
    sent = send_anyway(tester, {**typed, "further": ASKS})
    assert suggested(tester.get(f"/playground/?from={sent['Location'].split('/')[2]}")) == [MCP]


def test_a_gate_of_other_models_asks_for_nothing(tester: Client, typed: Typed) -> None:
    fast = {**typed, "further": '{"speed": "fast"}'}
    assert suggested(tester.post("/playground/suggested/", {**fast, "model": "claude-opus-5-5"}, headers=HTMX)) == []
    assert suggested(tester.post("/playground/suggested/", {**fast, "model": "claude-opus-5"}, headers=HTMX)) == [
        "fast-mode-2026-02-01"
    ]


def test_lately_used_are_the_most_used_of_thirty_days(project: Project, make_exchange: MakeExchange) -> None:
    make_exchange("bravo", "alpha")
    make_exchange("bravo", "charlie")
    make_exchange("refused", refused=("refused",))
    make_exchange("long-ago", created_at=timezone.now() - timedelta(days=31))
    make_exchange("elsewhere", project=Project.objects.create(slug="other", name="Other"))
    assert lately(project) == ["bravo", "alpha", "charlie"]


def test_lately_used_are_eight_at_most(project: Project, make_exchange: MakeExchange) -> None:
    make_exchange(*[f"beta-{n:02}" for n in range(12)])
    assert lately(project) == [f"beta-{n:02}" for n in range(8)]


@pytest.mark.parametrize("count", [1, 30])
def test_more_requests_cost_no_more_queries(
    tester: Client, make_exchange: MakeExchange, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        make_exchange("compact-2026-01-12", f"made-up-{n}")
    tester.get("/playground/")
    # session, user, role, project, upstreams, keys twice, without key, revision, lately used
    with django_assert_num_queries(10):
        page = tester.get("/playground/").content.decode()
    assert len(ROW.findall(page)) == len(set(ROW.findall(page)))


def test_a_name_used_lately_that_is_not_catalogued_can_be_picked(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange("internal-2026-01-01")
    page = tester.get("/playground/").content.decode()
    assert "data-uncatalogued" in page
    assert "/betas/internal-2026-01-01/" not in page
