import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from pytest_django import Settings

from betas.access import defaults
from betas.catalogue.load import Loaded
from betas.dispatch.build import build_call
from betas.dispatch.sender import Sender
from betas.models import Project, Upstream, User
from betas.models.choices import Fault, Role, Source
from betas.secret import Secret
from betas.upstream.call import Call, Credential, Limits, Target
from tests.faultserver import FaultServer

CANARY = "sk-ant-canary-5f1c2a9e77"
QUICK = Limits(connect_s=1, silence_s=0.7, total_s=3)
ASKED = {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "What is 2+2?"}]}

Serve = Callable[..., FaultServer]
Post = Callable[..., tuple[Call, Sender]]


@pytest.fixture(autouse=True)
def near_and_fast(settings: Settings) -> None:
    settings.UPSTREAM_ALLOWED = ["127.0.0.0/8"]
    settings.SIMULATOR_TOKEN_S = 0.0


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts fault servers that stop with the test."""
    with ExitStack() as stack:
        yield lambda *scripts, **options: stack.enter_context(FaultServer(*scripts, **options))


@pytest.fixture
def post(project: Project, person: Callable[[Role], User]) -> Post:
    """A call and its sender: to the simulator, or with `to` a server's address, as a tester does it."""

    def make(
        *betas: str, to: str = "", stream: bool = False, fault: str = "", limits: Limits | None = None, **sender: Any
    ) -> tuple[Call, Sender]:
        defaults.ensure()
        upstream = _server(project, to) if to else Upstream.objects.get(name="simulator")
        body = json.dumps({**ASKED, "stream": True} if stream else ASKED).encode()
        call = build_call(
            upstream, path="/v1/messages", body=body, betas=betas, api_version="2026-10-21", stream=stream, fault=fault
        )
        credential = Credential(Secret(CANARY), Target(to, "x-api-key").origin) if to else None
        values: dict[str, Any] = {
            "project": project, "user": person(Role.TESTER), "token": None, "source": Source.PLAYGROUND,
            "upstream": upstream, "key": None, "key_label": "", "credential": credential,
        }  # fmt: skip
        patient = not to and fault != Fault.SILENT
        return replace(call, limits=limits or (Limits() if patient else QUICK)), Sender(**{**values, **sender})

    return make


def _server(project: Project, url: str) -> Upstream:
    return Upstream.objects.get_or_create(
        project=project, name="server", defaults={"title": "Server", "base_url": url}
    )[0]


@pytest.fixture
def catalogued(loaded: Loaded) -> None:
    """The catalogue is there, so that the simulator knows betas and the doctor knows gates."""
