import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from betas.secret import Secret
from betas.upstream import client
from betas.upstream.call import Call, Credential, Limits, Outcome, Target
from tests.faultserver import FaultServer
from tests.upstream.certificates import Authority

MESSAGE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5-5",
    "content": [{"type": "text", "text": "Four."}], "stop_reason": "end_turn",
    "usage": {"input_tokens": 12, "output_tokens": 3},
}  # fmt: skip
# Long enough for a busy machine, short enough to wait for.
QUICK = Limits(connect_s=1.5, silence_s=0.8, total_s=2.5)
Serve = Callable[..., FaultServer]


@pytest.fixture(autouse=True)
def loopback_is_allowed(settings: Settings) -> None:
    settings.UPSTREAM_ALLOWED = ["127.0.0.0/8"]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts fault servers that stop with the test."""
    with ExitStack() as stack:
        yield lambda *scripts, **options: stack.enter_context(FaultServer(*scripts, **options))


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("known"))


def call_to(url: str, **fields: Any) -> Call:
    values: dict[str, Any] = {
        "target": Target(url, "x-api-key"), "path": "/v1/messages", "body": b'{"max_tokens":1}', "beta_header": None,
        "api_version": "2026-10-21", "stream": False, "limits": QUICK,
    }  # fmt: skip
    return Call(**{**values, **fields})


def key_for(url: str) -> Credential:
    return Credential(Secret("sk-ant-canary"), Target(url, "").origin)


def run(
    call: Call, credential: Credential | None = None, cancel: threading.Event | None = None
) -> tuple[bytes, Outcome]:
    """The whole body and the one Outcome, which is checked to be the last thing."""
    *pieces, outcome = client.stream(call, credential, cancel=cancel or threading.Event())
    assert isinstance(outcome, Outcome)
    assert not any(isinstance(piece, Outcome) for piece in pieces)
    return b"".join(piece for piece in pieces if isinstance(piece, bytes)), outcome


def message(**fields: Any) -> bytes:
    return json.dumps({**MESSAGE, **fields}).encode()


def bundle(authority: Authority) -> Path:
    return authority.bundle
