"""Two hundred things as people find them: tracebacks, log lines, SDK calls and HAR entries, read as what they show."""

import json
from collections.abc import Callable

import pytest

from betas.code import Request, write
from betas.code.reading import read
from tests.code.generated import requests, same

EACH = 40


def headers(request: Request) -> dict[str, str]:
    beta = {"anthropic-beta": ",".join(request.betas)} if request.betas else {}
    return {"anthropic-version": request.api_version, **beta, "content-type": "application/json"}


def python_log(request: Request) -> str:
    options = {"method": "post", "url": request.url, "headers": headers(request), "json_data": dict(request.body)}
    return f"[2026-11-25 09:30:00 - anthropic._base_client:482 - DEBUG] Request options: {options!r}"


def typescript_log(request: Request) -> str:
    said = {"method": "post", "url": request.url, "options": {"body": dict(request.body)}, "headers": headers(request)}
    return f"[log_1f0c2d] sending request {json.dumps(said, ensure_ascii=False)}"


def har_entry(request: Request) -> str:
    lines = [{"name": name, "value": value} for name, value in headers(request).items()]
    posted = {"mimeType": "application/json", "text": json.dumps(dict(request.body))}
    asked = {"method": "POST", "url": request.url, "headers": lines, "postData": posted}
    return json.dumps({"log": {"entries": [{"request": {"method": "GET", "url": request.url}}, {"request": asked}]}})


def python_call(request: Request) -> str:
    return write("python", request)


def typescript_call(request: Request) -> str:
    return write("typescript", request)


@pytest.mark.parametrize("seen", [python_log, typescript_log, har_entry, python_call, typescript_call])
def test_what_is_seen_is_read_as_the_request_it_shows(seen: Callable[[Request], str]) -> None:
    for request in requests(EACH, "https://gateway.example/claude", seed=11):
        reading = read(seen(request))
        assert reading.problem == ""
        other = reading.request
        assert other is not None
        assert (other.url, tuple(other.betas), other.api_version) == (
            request.url,
            tuple(request.betas),
            request.api_version,
        )
        assert same(dict(request.body), dict(other.body))
