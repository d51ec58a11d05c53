import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from betas.history import words
from betas.models import Exchange, ExchangeBody, Project
from betas.models.choices import Source, State
from tests.api.conftest import Api
from tests.conftest import MakeExchange

SUMMARY_KEYS = {
    "id", "created_at", "source", "parent", "upstream", "simulated", "path", "model", "api_version", "stream", "betas",
    "beta_header", "state", "status", "failure", "error", "refused_betas", "request_id", "stop_reason", "duration_ms",
    "first_token_ms", "usage", "cost",
}  # fmt: skip
DETAIL_KEYS = SUMMARY_KEYS | {"request", "response", "events", "children"}
STREAM = (
    b'event: message_start\ndata: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant",'
    b'"model":"m","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}\n\n'
    b'event: content_block_start\ndata: {"type":"content_block_start","index":0,'
    b'"content_block":{"type":"text","text":""}}\n\n'
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"text_delta","text":"Good "}}\n\n'
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
    b'"delta":{"type":"text_delta","text":"morning"}}\n\n'
    b'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n'
    b'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},'
    b'"usage":{"output_tokens":2}}\n\n'
    b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
)


def ids(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [item["id"] for item in response.json()["items"]]


def keep(exchange: Exchange, **fields: Any) -> Exchange:
    ExchangeBody.objects.filter(exchange=exchange).update(**fields)
    words.index_pending()
    return exchange


def test_an_exchange_has_the_keys_of_the_contract(make_exchange: MakeExchange, program: Client) -> None:
    exchange = make_exchange()
    [item] = program.get("/api/v1/requests").json()["items"]
    assert set(item) == SUMMARY_KEYS
    detail = program.get(f"/api/v1/requests/{exchange.pk}").json()
    assert set(detail) == DETAIL_KEYS
    assert set(detail["request"]) == {"headers", "body", "text"}
    assert set(detail["response"]) == {"headers", "body", "text", "truncated"}


def test_what_did_not_happen_is_null(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange(status=None, state=State.SENDING, beta_header=None, model="")
    [item] = program.get("/api/v1/requests").json()["items"]
    for name in ("parent", "model", "beta_header", "status", "failure", "error", "request_id", "stop_reason", "usage"):
        assert item[name] is None, name
    assert item["duration_ms"] is item["first_token_ms"] is item["cost"] is None
    assert item["betas"] == item["refused_betas"] == []


def test_an_empty_header_is_not_a_missing_one(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange(beta_header="")
    assert program.get("/api/v1/requests").json()["items"][0]["beta_header"] == ""


def test_a_refusal_names_the_refused(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange(
        "good-2025-01-01", "nope-2020-01-01", refused=("nope-2020-01-01",), status=400,
        error_type="invalid_request_error", error_message="Unexpected value(s)", error_means="refused_beta",
    )  # fmt: skip
    [item] = program.get("/api/v1/requests").json()["items"]
    assert item["betas"] == ["good-2025-01-01", "nope-2020-01-01"]
    assert item["beta_header"] == "good-2025-01-01,nope-2020-01-01"
    assert item["refused_betas"] == ["nope-2020-01-01"]
    assert item["error"] == {
        "type": "invalid_request_error", "message": "Unexpected value(s)", "means": "refused_beta",
    }  # fmt: skip


def test_numbers_have_their_units(make_exchange: MakeExchange, program: Client) -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    make_exchange(
        created_at=at, duration_ms=1900, first_token_ms=400, input_tokens=812, cost=Decimal("0.00410000"),
    )  # fmt: skip
    [item] = program.get("/api/v1/requests").json()["items"]
    assert item["created_at"] == "2026-11-22T09:30:00.000000Z"
    assert (item["duration_ms"], item["first_token_ms"]) == (1900, 400)
    assert item["usage"] == {
        "input_tokens": 812, "output_tokens": None,
        "cache_creation_input_tokens": None, "cache_read_input_tokens": None,
    }  # fmt: skip
    assert item["cost"] == "0.0041"


def test_a_failure_is_no_error_of_the_api(make_exchange: MakeExchange, program: Client) -> None:
    make_exchange(status=None, state=State.FAILED, failure="timeout")
    [item] = program.get("/api/v1/requests").json()["items"]
    assert (item["state"], item["failure"], item["error"]) == ("failed", "timeout", None)


def test_a_plain_answer_is_there_as_json_and_as_text(make_exchange: MakeExchange, program: Client) -> None:
    exchange = keep(
        make_exchange(),
        request=b'{"model":"m", "max_tokens":1}',
        request_headers={"x-api-key": "[hidden]"},
        response=b'{"type":"message","content":[]}',
        response_headers={"request-id": "req_1"},
    )
    detail = program.get(f"/api/v1/requests/{exchange.pk}").json()
    assert detail["request"] == {
        "headers": {"x-api-key": "[hidden]"},
        "body": {"model": "m", "max_tokens": 1},
        "text": '{"model":"m", "max_tokens":1}',
    }
    assert detail["response"] == {
        "headers": {"request-id": "req_1"},
        "body": {"type": "message", "content": []},
        "text": '{"type":"message","content":[]}',
        "truncated": False,
    }
    assert detail["events"] == []


def test_a_stream_is_put_together_and_kept_apart(make_exchange: MakeExchange, program: Client) -> None:
    ends = [index + 2 for index in range(len(STREAM)) if STREAM[index : index + 2] == b"\n\n"]
    events = [[end, 100 + number] for number, end in enumerate(ends)]
    exchange = keep(make_exchange(stream=True), response=STREAM, events=events)
    detail = program.get(f"/api/v1/requests/{exchange.pk}").json()
    assert detail["response"]["body"]["content"] == [{"type": "text", "text": "Good morning"}]
    assert detail["response"]["text"] == STREAM.decode()
    assert [event["event"] for event in detail["events"]][:2] == ["message_start", "content_block_start"]
    assert detail["events"][2] == {
        "at_ms": 102,
        "event": "content_block_delta",
        "data": {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Good "}},
    }


@pytest.mark.parametrize(
    "response",
    [b"<html>busy</html>", b"\xff\xfe", b'{"a": NaN}', b'{"a": 1e999}', b'["\\ud800"]', b"[" * 50_000, b"", b"\x00"],
    ids=lambda response: repr(response[:12]),
)
@pytest.mark.parametrize("stream", [True, False])
def test_whatever_an_upstream_answered_can_be_read(
    response: bytes, stream: bool, make_exchange: MakeExchange, program: Client
) -> None:
    exchange = keep(make_exchange(stream=stream), request=response, response=response)
    answer = program.get(f"/api/v1/requests/{exchange.pk}")
    assert answer.status_code == 200
    detail = json.loads(answer.content, parse_constant=pytest.fail)
    assert detail["response"]["text"] == response.decode("utf-8", "replace")


def test_before_anything_came_there_is_no_response(make_exchange: MakeExchange, program: Client) -> None:
    exchange = keep(make_exchange(status=None, state=State.FAILED, failure="refused"), response=b"")
    assert program.get(f"/api/v1/requests/{exchange.pk}").json()["response"] is None


def test_what_came_before_an_interruption_is_there(make_exchange: MakeExchange, program: Client) -> None:
    exchange = make_exchange(status=None, state=State.INTERRUPTED, failure="interrupted")
    keep(exchange, response=b'{"type":"mess')
    assert program.get(f"/api/v1/requests/{exchange.pk}").json()["response"]["text"] == '{"type":"mess'


def test_a_child_and_its_parent_name_each_other(make_exchange: MakeExchange, program: Client) -> None:
    parent = make_exchange()
    child = make_exchange(parent=parent)
    assert program.get(f"/api/v1/requests/{parent.pk}").json()["children"] == [str(child.pk)]
    assert program.get(f"/api/v1/requests/{child.pk}").json()["parent"] == str(parent.pk)


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


def test_words_are_found_in_a_compressed_body_and_across_the_pieces_of_a_stream(
    make_exchange: MakeExchange, program: Client
) -> None:
    make_exchange()
    streamed = keep(make_exchange(stream=True), response=STREAM)
    assert ids(program.get("/api/v1/requests", {"q": "good morning"})) == [str(streamed.pk)]


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
@pytest.mark.parametrize(("query", "queries"), [("", 5), ("?q=needle", 5), ("?beta=bravo-2025-02-02&status=2xx", 5)])
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
    with django_assert_num_queries(queries):  # token, ids and their count, rows, their betas
        program.get(f"/api/v1/requests{query}")
