import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from betas.access import keys
from betas.catalogue import facts
from betas.models import Exchange, Project, Upstream
from betas.secret import Secret
from tests.api.conftest import BODY, GOOD, KEY, post

pytestmark = pytest.mark.usefixtures("loaded")


def sent(client: Client, http: dict[str, str] | None = None, **fields: Any) -> Any:
    response = post(client, http, **fields)
    assert response.status_code == 201, response.content
    return response.json()


def test_a_bad_name_beside_a_good_one_is_named(program: Client) -> None:
    exchange = sent(program, betas=[GOOD, "nope-2020-01-01"])
    assert (exchange["state"], exchange["status"]) == ("done", 400)
    assert exchange["betas"] == [GOOD, "nope-2020-01-01"]
    assert exchange["refused_betas"] == ["nope-2020-01-01"]
    assert exchange["error"]["means"] == "refused_beta"
    assert "nope-2020-01-01" in exchange["error"]["message"]


def test_a_refusal_is_found_under_the_errors(program: Client) -> None:
    sent(program, betas=[GOOD, "nope-2020-01-01"])
    sent(program, betas=[GOOD, "nope-2020-01-01"])
    [group] = program.get("/api/v1/errors").json()["items"]
    assert (group["betas"], group["count"]) == (["nope-2020-01-01"], 2)


def test_what_was_sent_is_kept_and_found_again(program: Client) -> None:
    exchange = sent(program, betas=[GOOD])
    assert (exchange["source"], exchange["upstream"], exchange["simulated"]) == ("api", "simulator", True)
    assert (exchange["status"], exchange["path"], exchange["model"]) == (200, "/v1/messages", "claude-opus-5-5")
    assert exchange["beta_header"] == GOOD
    assert exchange["request"]["body"] == BODY
    assert exchange["response"]["body"]["role"] == "assistant"
    assert exchange["usage"]["input_tokens"] > 0
    assert program.get(f"/api/v1/requests/{exchange['id']}").json() == exchange


def test_the_body_goes_out_compact_with_its_keys_in_order(program: Client) -> None:
    body = {"messages": BODY["messages"], "max_tokens": 64, "system": "é\u2028", "model": "claude-opus-5-5"}
    text = sent(program, body=body)["request"]["text"]
    assert text == json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("text", ["\ud800", "\x00", "🙂"], ids=["half a pair", "NUL", "a pair"])
def test_any_text_that_json_can_carry_is_sent(text: str, program: Client) -> None:
    body = {**BODY, "system": text}
    assert sent(program, body=body)["request"]["body"] == body


def test_a_stream_is_read_to_its_end(program: Client) -> None:
    exchange = sent(program, body={**BODY, "stream": True})
    assert (exchange["stream"], exchange["status"]) == (True, 200)
    assert exchange["events"][0]["event"] == "message_start"
    assert exchange["events"][-1]["event"] == "message_stop"
    assert exchange["response"]["body"]["stop_reason"] == exchange["stop_reason"]


def test_tokens_are_counted(program: Client) -> None:
    body = {"model": "claude-opus-5-5", "messages": BODY["messages"]}
    exchange = sent(program, path="/v1/messages/count_tokens", body=body)
    assert exchange["response"]["body"]["input_tokens"] > 0


@pytest.mark.parametrize("betas", [[], "", None, " , ,"])
def test_no_beta_sends_no_header(betas: Any, program: Client) -> None:
    exchange = sent(program, betas=betas)
    assert (exchange["status"], exchange["betas"], exchange["beta_header"]) == (200, [], None)


def test_one_beta_is_one_line(program: Client) -> None:
    assert sent(program, betas=[f" {GOOD}\t"])["beta_header"] == GOOD


def test_twelve_betas_are_one_line(program: Client) -> None:
    twelve = [beta.name for beta in facts.current().betas.values() if beta.accepted][:12]
    exchange = sent(program, betas=twelve)
    assert (exchange["status"], exchange["betas"], exchange["beta_header"]) == (200, twelve, ",".join(twelve))


def test_a_raw_header_is_split_and_the_first_of_duplicates_kept(program: Client) -> None:
    exchange = sent(program, betas=f"{GOOD},, nope-2020-01-01 ,{GOOD}")
    assert exchange["beta_header"] == f"{GOOD},nope-2020-01-01"


def test_what_may_be_left_out_may_be_null(program: Client) -> None:
    exchange = sent(program, upstream=None, key=None, path=None, api_version=None, headers=None)
    assert (exchange["upstream"], exchange["path"], exchange["api_version"]) == (
        "simulator",
        "/v1/messages",
        "2026-10-21",
    )


@pytest.mark.parametrize(
    ("fault", "status", "means"),
    [("401", 401, "authentication"), ("429", 429, "rate_limit"), ("500", 500, "transient"), ("529", 529, "transient")],
)
def test_a_fault_is_a_result(fault: str, status: int, means: str, program: Client) -> None:
    exchange = sent(program, headers={"X-Simulator-Fault": fault})
    assert (exchange["status"], exchange["error"]["means"]) == (status, means)


def test_a_cut_stream_is_a_failure_with_its_part(program: Client) -> None:
    exchange = sent(program, body={**BODY, "stream": True}, headers={"x-simulator-fault": "cut"})
    assert exchange["state"] == "failed"
    assert exchange["failure"] in ("truncated", "reset")
    assert exchange["response"]["text"].startswith("event: message_start")


def test_an_upstream_that_cannot_be_reached_is_a_result(
    settings: Settings, installed: Project, program: Client
) -> None:
    settings.UPSTREAM_ALLOWED = ["127.0.0.1:9"]
    closed = Upstream.objects.create(project=installed, name="closed", title="Closed", base_url="http://127.0.0.1:9")
    keys.add(installed, closed, "only", Secret(KEY), by=None)
    exchange = sent(program, upstream="closed")
    assert (exchange["state"], exchange["failure"], exchange["status"]) == ("failed", "refused", None)
    assert exchange["response"] is None
    assert KEY not in json.dumps(exchange)
    assert Exchange.objects.get().key_label == "only"


def test_the_same_idempotency_key_sends_once(program: Client) -> None:
    first = sent(program, {"Idempotency-Key": "k1"}, betas=[GOOD])
    again = sent(program, {"Idempotency-Key": "k1"}, betas=[GOOD])
    assert again == first
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"betas": []}, {"body": {**BODY, "max_tokens": 65}}, {"api_version": "2023-06-01"}],
)
def test_the_same_idempotency_key_for_something_else_is_a_conflict(fields: dict[str, Any], program: Client) -> None:
    sent(program, {"Idempotency-Key": "k1"}, betas=[GOOD])
    response = post(program, {"Idempotency-Key": "k1"}, **({"betas": [GOOD]} | fields))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "conflict")
    assert Exchange.objects.count() == 1
