"""The exchanges of a project: whose they are, what narrows them, page after page."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from betas.models import Project
from betas.models.choices import Source, State
from tests.api.conftest import Api, keep
from tests.conftest import MakeExchange


def ids(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["id"] for item in response.json()["items"]]


def test_another_projects_exchange_is_not_there(make_exchange: MakeExchange, program: Client) -> None:
    other = make_exchange(project=Project.objects.create(slug="other", name="Other"))
    assert ids(program.get("/api/v1/requests")) == []
    assert program.get(f"/api/v1/requests/{other.pk}").status_code == 404


def test_a_token_reads_its_own_project(make_exchange: MakeExchange, api: Api) -> None:
    other = Project.objects.create(slug="other", name="Other")
    make_exchange()
    theirs = make_exchange(project=other)
    assert ids(api(project=other).get("/api/v1/requests")) == [str(theirs.pk)]


def test_a_request_that_is_not_there_is_not_found(program: Client) -> None:
    assert program.get(f"/api/v1/requests/{uuid4()}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"beta": "bravo-2025-02-02"},
        {"status": "400"},
        {"status": "4xx"},
        {"state": "cancelled"},
        {"error": "overloaded_error"},
        {"model": "claude-x"},
        {"source": "gateway"},
        {"since": "2030-01-01"},
        {"since": "2030-01-01T00:00:00Z"},
        {"since": "2030-01-01T02:00:00+02:00"},
        {"since": "2030-01-01", "until": "2030-01-02", "beta": "bravo-2025-02-02"},
        {"q": "needle"},
        {"q": "NEEDLE hay"},
        {"q": "needle", "beta": "bravo-2025-02-02"},
        {"q": "beta:bravo* -status:2xx", "source": "gateway"},
    ],
)
def test_each_filter_narrows(query: dict[str, str], make_exchange: MakeExchange, program: Client) -> None:
    make_exchange("alpha-2025-01-01")
    wanted = keep(
        make_exchange(
            "bravo-2025-02-02", status=400, state=State.CANCELLED, error_type="overloaded_error", model="claude-x",
            source=Source.GATEWAY, created_at=datetime(2030, 1, 1, tzinfo=UTC),
        ),
        request=b'{"system":"A needle in the hay"}',
    )  # fmt: skip
    make_exchange("alpha-2025-01-01")
    assert ids(program.get("/api/v1/requests", query)) == [str(wanted.pk)]


def test_until_is_a_moment_before_which(make_exchange: MakeExchange, program: Client) -> None:
    exchange = make_exchange(created_at=timezone.now() - timedelta(days=1))
    at = program.get("/api/v1/requests").json()["items"][0]["created_at"]
    assert ids(program.get("/api/v1/requests", {"since": at})) == [str(exchange.pk)]
    assert ids(program.get("/api/v1/requests", {"until": at})) == []


def test_filters_are_combined(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange("alpha-2025-01-01", status=400)
    wanted = make_exchange("bravo-2025-02-02", status=400)
    make_exchange("bravo-2025-02-02")
    assert ids(program.get("/api/v1/requests?beta=bravo-2025-02-02&status=400")) == [str(wanted.pk)]


@pytest.mark.parametrize("query", ["", "&q=needle", "&status=200"])
def test_every_page_goes_on_where_the_last_ended(query: str, make_exchange: MakeExchange, program: Client) -> None:
    made = [str(keep(make_exchange(), response=b'"needle"').pk) for _ in range(5)]
    path, found = f"/api/v1/requests?limit=2{query}", list[str]()
    while path:
        response = program.get(path)
        found += ids(response)
        path = response.json()["next"]
    assert found == made[::-1]


def test_a_search_that_takes_too_long_says_where_to_go_on(
    make_exchange: MakeExchange, program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = make_exchange(stop_reason="refusal", created_at=timezone.now() - timedelta(days=1))
    make_exchange()
    monkeypatch.setattr("betas.history.finding.WINDOW", 1)
    monkeypatch.setattr("betas.history.finding.FOR_S", -1)
    first = program.get("/api/v1/requests?q=stop:refusal").json()
    assert first["items"] == []
    assert first["next"].startswith("/api/v1/requests?q=stop%3Arefusal&after=")
    assert ids(program.get(first["next"])) == [str(wanted.pk)]


def test_a_query_that_cannot_be_read_is_explained(program: Client, db: None) -> None:
    response = program.get("/api/v1/requests?q=stauts:400 state:lost")
    assert response.status_code == 422
    [status, state] = response.json()["error"]["details"]["q"]
    assert "the nearest is “status”" in status
    assert "There is no state “lost”" in state


def test_the_language_is_described(program: Client) -> None:
    parameters = program.get("/api/v1/openapi.json").json()["paths"]["/api/v1/requests"]["get"]["parameters"]
    [described] = [each["description"] for each in parameters if each["name"] == "q"]
    assert "- `has`: what the request or the answer holds" in described
    assert "- `field:a*`: every value that begins so" in described


@pytest.mark.parametrize("count", [2, 50])
@pytest.mark.parametrize(("query", "queries"), [("", 6), ("?q=needle", 6), ("?beta=bravo-2025-02-02&status=2xx", 6)])
def test_more_exchanges_cost_no_more_queries(
    query: str,
    queries: int,
    count: int,
    make_exchange: MakeExchange,
    program: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    parent = make_exchange()
    for _ in range(count):
        keep(make_exchange("bravo-2025-02-02", parent=parent), response=b'"needle"')
    program.get("/api/v1/models")
    with django_assert_num_queries(queries):  # token, project, ids and their count, rows, their betas
        program.get(f"/api/v1/requests{query}")
