"""What the three forms really send: bash with curl, Python and node with their SDKs, against a server that looks."""

import json
import os
import shutil
from pathlib import Path

import pytest

from betas.code import Request, write
from tests.code.echo import Arrived, echoing
from tests.code.generated import requests, same
from tests.code.running import KEY, NODE_MODULES, run

COUNT = int(os.environ.get("CODE_REQUESTS", "30"))
COUNTING_BETA = "token-counting-2024-11-01"
NEEDS = {"curl": lambda: shutil.which("curl"), "python": lambda: True, "typescript": NODE_MODULES.exists}


def deep(levels: int) -> object:
    value: object = "'\""
    for _ in range(levels):
        value = [value]
    return value


def special(base_url: str, start: int) -> list[Request]:
    """What the generator does not come to: a body too long for one argument, one too deep for a compiler."""
    large = {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "it's long " * 20_000}]}
    bodies = [large, {**large, "messages": deep(300), "stream": True}, {}]
    return [
        Request(f"{base_url}/{start + at}", "/v1/messages", body, ["b-1"], "2023-06-01", "bearer")
        for at, body in enumerate(bodies)
    ]


@pytest.mark.sdk
@pytest.mark.parametrize("language", NEEDS)
def test_what_arrives_is_the_request(language: str, tmp_path: Path) -> None:
    if not NEEDS[language]():
        reason = f"What runs {language} is not there: script/test installs it."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with echoing() as echo:
        asked = [*requests(COUNT, echo.url), *special(echo.url, COUNT)]
        run(language, [write(language, request) for request in asked], tmp_path)
    for at, request in enumerate(asked):
        assert_arrived(language, request, echo.arrived[at])
    assert not (tmp_path / "canary").exists()


def assert_arrived(language: str, request: Request, arrived: Arrived) -> None:
    assert arrived.path == request.path
    assert same(request.body, json.loads(arrived.body))
    assert arrived.headers["anthropic-version"] == request.api_version
    assert arrived.headers.get("anthropic-beta", "") == ",".join(betas_sent(language, request))
    assert arrived.headers["content-type"] == "application/json"
    key = arrived.headers["x-api-key" if request.header_style == "x-api-key" else "authorization"]
    assert key.removeprefix("Bearer ") == KEY
    if language == "curl":
        assert arrived.body == json.dumps(request.body, ensure_ascii=False, separators=(",", ":")).encode()


def betas_sent(language: str, request: Request) -> list[str]:
    """The SDKs' own count_tokens adds a beta of its own."""
    by_method = language != "curl" and "count_tokens" in write(language, request).replace("/count_tokens", "")
    by_method = by_method or "countTokens" in write(language, request)
    return [*request.betas, *([COUNTING_BETA] if by_method and request.betas else [])]
