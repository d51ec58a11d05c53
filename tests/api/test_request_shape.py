"""One exchange as a program reads it: its keys, its units, its bodies."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from betas.models.choices import State
from tests.api.conftest import keep
from tests.conftest import MakeExchange
from tests.upstream.streams import START, STOP, begin, end, events, grow, settled

SUMMARY_KEYS = {
    "id", "created_at", "source", "parent", "upstream", "simulated", "path", "model", "api_version", "stream", "betas",
    "beta_header", "state", "status", "failure", "error", "refused_betas", "request_id", "stop_reason", "duration_ms",
    "first_token_ms", "usage", "cost",
}  # fmt: skip
DETAIL_KEYS = SUMMARY_KEYS | {"request", "response", "events", "children"}
STREAM = events(
    START, begin(0, type="text", text=""), grow(0, "text_delta", text="Good "), grow(0, "text_delta", text="morning"),
    end(0), settled(), STOP,
)  # fmt: skip


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
