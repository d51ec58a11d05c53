import json
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from betas import header
from betas.access import keys
from betas.models import Exchange, Project, Upstream
from betas.models.choices import Source, State
from betas.secret import Secret
from tests.api.conftest import GOOD, KEY, post
from tests.conftest import MakeExchange


def refused(response: Any, *fields: str) -> None:
    assert response.status_code == 422
    assert set(response.json()["error"]["details"]) == set(fields)
    assert not Exchange.objects.exists()


def claude_api(project: Project) -> Upstream:
    return Upstream.objects.get(project=project, name="claude-api")


@pytest.mark.parametrize(
    "name",
    [
        "a,b",
        "a\r\nx: y",
        "a\n",
        "a\x00b",
        "a\x7f",
        "ä-2025-01-01",
        "",
        "   ",
        "a b",
        "-a",
        "a" * 129,
        "\ud800",
        "a\u2028",
    ],
)
@pytest.mark.parametrize("beside", [[], [GOOD]])
def test_what_is_no_name_is_told_and_nothing_is_sent(name: str, beside: list[str], program: Client) -> None:
    refused(post(program, betas=[*beside, name]), "betas")


@pytest.mark.parametrize("line", ["a b", f"{GOOD},ä", "a\r\nx-api-key: b", "a\x00"])
def test_a_raw_header_with_a_bad_name_is_told_and_nothing_is_sent(line: str, program: Client) -> None:
    refused(post(program, betas=line), "betas")


def test_a_header_over_8_kib_is_not_sent(program: Client) -> None:
    names = [f"a{number}" + "b" * 120 for number in range(header.MAX_HEADER_BYTES // 120)]
    refused(post(program, betas=names), "betas")


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"betas": 1}, ["betas"]),
        ({"betas": [1]}, ["betas"]),
        ({"betas": {"a": "b"}}, ["betas"]),
        ({"body": None}, ["body"]),
        ({"body": []}, ["body"]),
        ({"body": "{}"}, ["body"]),
        ({"path": "/v1/models"}, ["path"]),
        ({"path": "/v1/messages/../../etc"}, ["path"]),
        ({"path": "https://evil.example/v1/messages"}, ["path"]),
        ({"api_version": "2020-01-01"}, ["api_version"]),
        ({"upstream": "nowhere"}, ["upstream"]),
        ({"upstream": "a\x00"}, ["upstream"]),
        ({"upstream": 1}, ["upstream"]),
        ({"upstream": "https://evil.example"}, ["upstream"]),
        ({"key": "nobody's"}, ["key"]),
        ({"base_url": "https://evil.example"}, ["base_url"]),
        ({"stream": True}, ["stream"]),
        ({"headers": {"x-api-key": "a"}}, ["headers.x-api-key"]),
        ({"headers": {"Host": "a"}}, ["headers.Host"]),
        ({"headers": {"x-simulator-fault": "nope"}}, ["headers.x-simulator-fault"]),
        ({"headers": {"x-simulator-fault": "429;\r\nx: y"}}, ["headers.x-simulator-fault"]),
        ({"headers": {"x-simulator-fault": 429}}, ["headers"]),
        ({"headers": ["x-simulator-fault"]}, ["headers"]),
        ({"a": 1, "b": 2}, ["a", "b"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_sent(fields: dict[str, Any], names: list[str], program: Client) -> None:
    refused(post(program, **fields), *names)


def test_a_disabled_upstream_is_none(installed: Project, program: Client) -> None:
    Upstream.objects.filter(name="simulator").update(enabled=False)
    refused(post(program), "upstream")


def test_a_fault_is_only_for_the_simulator(installed: Project, program: Client) -> None:
    keys.add(installed, claude_api(installed), "mine", Secret(KEY), by=None)
    response = post(program, upstream="claude-api", headers={"x-simulator-fault": "429"})
    refused(response, "headers.x-simulator-fault")


def test_an_upstream_without_a_key_is_told(settings: Settings, program: Client) -> None:
    settings.ANTHROPIC_API_KEY = ""
    refused(post(program, upstream="claude-api"), "key")


def test_of_several_keys_one_must_be_named(settings: Settings, installed: Project, program: Client) -> None:
    settings.ANTHROPIC_API_KEY = KEY
    keys.add(installed, claude_api(installed), "mine", Secret(KEY), by=None)
    response = post(program, upstream="claude-api")
    refused(response, "key")
    assert "mine" in response.json()["error"]["details"]["key"][0]


def test_another_upstreams_key_cannot_be_used(installed: Project, program: Client) -> None:
    other = Upstream.objects.create(project=installed, name="other", title="Other", base_url="https://other.example")
    keys.add(installed, other, "theirs", Secret(KEY), by=None)
    refused(post(program, upstream="claude-api", key="theirs"), "key")


def test_while_it_is_being_sent_the_same_idempotency_key_is_a_conflict(
    make_exchange: MakeExchange, program: Client
) -> None:
    exchange = make_exchange(idempotency_key="k1", state=State.SENDING, source=Source.API, status=None)
    assert post(program, {"Idempotency-Key": "k1"}, body={}).status_code == 409
    assert list(Exchange.objects.all()) == [exchange]


@pytest.mark.parametrize("key", ["", "a" * 65, "a b", "ä"])
def test_an_idempotency_key_that_is_none_is_told(key: str, program: Client) -> None:
    refused(post(program, {"Idempotency-Key": key}), "Idempotency-Key")


def test_where_no_place_is_free_it_says_when_to_come_again(settings: Settings, program: Client) -> None:
    settings.MAX_STREAMS = 0
    response = post(program)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert not Exchange.objects.exists()


def test_where_nothing_can_be_written_nothing_is_sent(program: Client) -> None:
    def full(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    program.get("/api/v1/models")
    with connection.execute_wrapper(full):
        response = post(program)
    assert response.status_code == 503
    assert json.loads(response.content)["error"]["message"]
    assert not Exchange.objects.exists()
