"""The same answers over HTTP."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from betas.models.choices import Role
from tests.conftest import SignedIn
from tests.simulator.conftest import HELLO, MODEL, NEW

BODY: dict[str, Any] = {"model": MODEL, "max_tokens": 100, "messages": HELLO}
KEY = {"x-api-key": "k", "anthropic-version": NEW}


@pytest.fixture(autouse=True)
def quick(small_catalogue: None, settings: Settings) -> None:
    settings.SIMULATOR_TOKEN_S = 0


def post(client: Client, path: str = "/simulator/v1/messages", *, headers: dict[str, str] = KEY, **fields: Any) -> Any:
    body = {**BODY, **fields}
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_anyone_with_a_key_gets_an_answer(client: Client) -> None:
    response = post(client)
    assert response.status_code == 200
    assert response.json()["model"] == MODEL
    assert response["x-betaboard-simulator"] == "true"
    assert response["request-id"].startswith("req_")
    assert response["content-type"] == "application/json"


def test_no_key_is_the_apis_401_and_no_sign_in_page(client: Client) -> None:
    response = post(client, headers={"anthropic-version": NEW})
    assert response.status_code == 401
    assert response.json()["error"]["message"] == "invalid x-api-key"


def test_a_signed_in_person_needs_a_key_as_well(signed_in: SignedIn) -> None:
    assert post(signed_in(Role.ADMIN), headers={"anthropic-version": NEW}).status_code == 401


def test_no_csrf_token_is_asked_for() -> None:
    assert post(Client(enforce_csrf_checks=True)).status_code == 200


def test_an_answer_sets_no_cookie(client: Client) -> None:
    assert not post(client).cookies


def test_a_stream_is_an_event_stream_that_nothing_compresses(client: Client) -> None:
    response = post(client, headers={**KEY, "accept-encoding": "gzip"}, stream=True)
    assert response["content-type"] == "text/event-stream; charset=utf-8"
    assert response["content-encoding"] == "identity"
    assert response.getvalue().startswith(b"event: message_start\n")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/simulator/v1/messages?beta=true", 200),
        ("/simulator/v1/nothing", 404),
        ("/simulator/v1/models", 405),
    ],
)
def test_paths_are_the_apis(client: Client, path: str, status: int) -> None:
    response = post(client, path)
    assert response.status_code == status
    assert response.headers["request-id"]


def test_a_refused_beta_is_refused_in_the_apis_words(client: Client) -> None:
    response = post(client, headers={**KEY, "anthropic-beta": "good-2025-01-01, nope-2020-01-01"})
    assert response.status_code == 400
    assert response.json()["error"]["message"].startswith("Unexpected value(s) `nope-2020-01-01` for the")


def test_models_are_listed(client: Client) -> None:
    response = client.get("/simulator/v1/models?limit=5", headers=KEY)
    assert len(response.json()["data"]) == 5
    assert client.get(f"/simulator/v1/models/{MODEL}", headers=KEY).json()["id"] == MODEL


def test_a_lenient_simulator_takes_any_beta(client: Client, settings: Settings) -> None:
    settings.SIMULATOR_LENIENT = True
    assert post(client, headers={**KEY, "anthropic-beta": "nope-2020-01-01"}, anything=1).status_code == 200


def test_a_body_above_djangos_own_limit_is_read(client: Client) -> None:
    long = [{"role": "user", "content": "a" * 4_000_000}]
    assert post(client, messages=long).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_too_many_streams_at_once_are_refused_and_pages_go_on(client: Client, settings: Settings) -> None:
    held = [post(client, stream=True) for _ in range(settings.SIMULATOR_STREAMS)]
    refused = post(client, stream=True)
    assert (refused.status_code, refused["retry-after"]) == (529, "1")
    assert refused.json()["error"]["type"] == "overloaded_error"
    assert post(client).status_code == 200
    for response in held:
        assert b"".join(response.streaming_content)
    assert b"".join(post(client, stream=True).streaming_content)
