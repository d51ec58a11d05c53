import json
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from betas.api.reading import MAX_BYTES
from betas.models import Exchange

SEND = "/api/v1/requests"
UNREADABLE = [
    b"",
    b"{",
    b"\xff\xfe",
    b'"\xed\xa0\x80"',
    b"\xef\xbb\xbf{}",
    b'{"body": {"temperature": NaN}}',
    b'{"body": {"temperature": Infinity}}',
    b'{"body": {"temperature": -Infinity}}',
    b'{"body": {"temperature": 1e999}}',
    b'{"body": {"max_tokens": ' + b"9" * 5000 + b"}}",
    b'{"body": ' + b"[" * 200 + b"]" * 200 + b"}",
    b"[" * 100_000,
    b"betas=a&body=b",
]


def error_of(response: Any, status: int) -> Any:
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details"}
    assert body["error"]["message"]
    return body["error"]


@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[:24]))
def test_a_body_that_is_no_json_is_unreadable(body: bytes, program: Client) -> None:
    error_of(program.post(SEND, body, content_type="application/json"), 400)
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("body", ["[]", "1", "null", '"text"'])
def test_a_body_that_is_no_object_is_wrong(body: str, program: Client) -> None:
    error = error_of(program.post(SEND, body, content_type="application/json"), 422)
    assert set(error["details"]) == {"request"}


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nope", "/api/v1/betas/", "/api/v1/requests/1", "/api/v1/docs"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_path_is_told_in_the_envelope(path: str, method: str, program: Client) -> None:
    assert error_of(getattr(program, method)(path), 404)["code"] == "not_found"


@pytest.mark.parametrize("path", ["/api/v1/betas/nope-2020-01-01", "/api/v1/betas/a%00b", "/api/v1/betas/%20"])
def test_an_unknown_beta_is_not_found(path: str, program: Client) -> None:
    error_of(program.get(path), 404)
    error_of(program.get(f"{path}/changes"), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("post", "/api/v1/betas", "GET"),
        ("delete", "/api/v1/betas/alpha-2025-01-01", "GET"),
        ("put", "/api/v1/models", "GET"),
        ("patch", "/api/v1/requests", "GET, POST"),
        ("options", "/api/v1/errors", "GET"),
    ],
)
def test_a_wrong_method_says_which_are_right(method: str, path: str, allowed: str, program: Client) -> None:
    response = getattr(program, method)(path)
    error_of(response, 405)
    assert set(response["Allow"].split(", ")) == set(allowed.split(", "))


def test_more_than_32_mb_are_too_many(program: Client) -> None:
    body = json.dumps({"betas": [], "body": {"system": "x" * MAX_BYTES}})
    error_of(program.post(SEND, body, content_type="application/json"), 413)
    assert not Exchange.objects.exists()


def test_more_than_django_would_read_is_read(program: Client) -> None:
    body = json.dumps({"betas": ["no name"], "body": {"system": "x" * 5_000_000}})
    assert set(error_of(program.post(SEND, body, content_type="application/json"), 422)["details"]) == {"betas"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/betas",
        "/api/v1/betas/alpha-2025-01-01",
        "/api/v1/betas/alpha-2025-01-01/changes",
        "/api/v1/models",
        "/api/v1/requests",
        "/api/v1/requests/01931111-0000-7000-8000-000000000000",
        "/api/v1/errors",
        "/api/v1/openapi.json",
    ],
)
@pytest.mark.parametrize("name", ["nope", "_connector", "project__tokens__digest__startswith"])
def test_an_unknown_parameter_is_named(path: str, name: str, program: Client) -> None:
    assert set(error_of(program.get(path, {name: "x"}), 422)["details"]) == {name}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=1&limit=2", "limit"),
        ("after=1", "after"),
        ("status=4x", "status"),
        ("status=99", "status"),
        ("status=600", "status"),
        ("state=gone", "state"),
        ("source=nobody", "source"),
        ("since=yesterday", "since"),
        ("since=2026-13-01", "since"),
        ("since=0001-01-01T00:00:00%2B14:00", "since"),
        ("until=1", "until"),
        ("model=a%00b", "model"),
        ("beta=a%00b", "beta"),
        ("q=" + "a" * 1001, "q"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(query: str, field: str, program: Client) -> None:
    assert set(error_of(program.get(f"/api/v1/requests?{query}"), 422)["details"]) == {field}


def test_ten_thousand_parameters_are_unreadable(program: Client) -> None:
    error_of(program.get("/api/v1/betas?" + "&".join(f"a{n}=1" for n in range(10_500))), 400)


def test_what_nobody_expected_is_told_without_its_inside(program: Client, caplog: pytest.LogCaptureFixture) -> None:
    def broken(execute: Any, sql: str, *rest: Any) -> Any:
        if "betas_claudemodel" in sql:
            raise OperationalError("secret inside")
        return execute(sql, *rest)

    with connection.execute_wrapper(broken):
        error = error_of(program.get("/api/v1/models"), 500)
    assert "secret inside" not in json.dumps(error)
    assert "secret inside" in caplog.text
