"""What the snippets really send, run against a server that looks: bash with curl, the SDKs, the standard libraries."""

import json
import os
from pathlib import Path

import pytest

from betas.code import Request, write
from tests.code.echo import Arrived, echoing
from tests.code.generated import requests, same
from tests.code.running import KEY, is_there, run

COUNT = int(os.environ.get("CODE_REQUESTS", "30"))
# Where each snippet is a program to compile or to start, a few must do.
COUNTS = {"go": COUNT // 10, "java": COUNT // 10, "httpie": COUNT // 5}
INSTALLED = ("curl", "python", "typescript")
COUNTING_BETA = "token-counting-2024-11-01"
OTHERS = [pytest.param(each, marks=pytest.mark.toolchain) for each in ("httpie", "ruby", "php", "go", "java")]


def deep(levels: int) -> object:
    value: object = "'\""
    for _ in range(levels):
        value = [value]
    return value


def special(base_url: str, start: int) -> list[Request]:
    """What the generator does not come to: a body too long for one argument, one too deep for a compiler, none."""
    large = {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "it's long " * 20_000}]}
    bodies = [large, {**large, "messages": deep(300), "stream": True}, {}]
    return [
        Request(f"{base_url}/{start + at}", "/v1/messages", body, ["b-1"], "2023-06-01", "bearer")
        for at, body in enumerate(bodies)
    ]


@pytest.mark.sdk
@pytest.mark.parametrize("language", [*INSTALLED, *OTHERS])
def test_what_arrives_is_the_request(language: str, tmp_path: Path) -> None:
    if not is_there(language):
        reason = f"What runs {language} is not on this machine: its snippets were not run."
        pytest.fail(reason) if os.environ.get("CI") and language in INSTALLED else pytest.skip(reason)
    count = COUNTS.get(language, COUNT)
    with echoing() as echo:
        asked = [*requests(count, echo.url), *special(echo.url, count)]
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
    if language in ("curl", "httpie"):
        assert arrived.body == json.dumps(request.body, ensure_ascii=False, separators=(",", ":")).encode()


def betas_sent(language: str, request: Request) -> list[str]:
    """The count_tokens of the SDKs adds a beta of its own."""
    counts = {"python": "client.beta.messages.count_tokens", "typescript": "client.beta.messages.countTokens"}
    by_method = language in counts and counts[language] in write(language, request)
    return [*request.betas, *([COUNTING_BETA] if by_method else [])]
