from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import Settings

from betas.access import defaults, keys
from betas.models import Project, Upstream, UpstreamKey, User
from betas.models.choices import Role
from betas.playground.forms import PlaygroundForm
from betas.secret import Secret

Typed = dict[str, Any]
MakeForm = Callable[..., PlaygroundForm]


@pytest.fixture(autouse=True)
def upstreams(db: None, settings: Settings) -> None:
    """The first upstreams are there, and the simulator does not take its time."""
    settings.SIMULATOR_TOKEN_S = 0.0
    defaults.ensure()


@pytest.fixture
def typed() -> Typed:
    """The least that can be sent."""
    return {
        "upstream": "simulator", "path": "/v1/messages", "model": "claude-opus-5-5", "max_tokens": "64",
        "api_version": "2026-10-21", "role": ["user"], "text": ["Name a river."],
    }  # fmt: skip


@pytest.fixture
def form(typed: Typed, person: Callable[[Role], User], project: Project) -> MakeForm:
    """The form with the least typed, and what is given."""

    def make(**fields: Any) -> PlaygroundForm:
        data = QueryDict(mutable=True)
        for name, value in {**typed, **fields}.items():
            data.setlist(name, value if isinstance(value, list) else [value])
        return PlaygroundForm(data, user=person(Role.TESTER), project=project)

    return make


@pytest.fixture
def team_key(project: Project) -> UpstreamKey:
    upstream = Upstream.objects.get(name="claude-api")
    return keys.add(project, upstream, "Team", Secret("sk-ant-api03-" + "x" * 40), by=None)


def send_anyway(client: Client, fields: Typed, **options: Any) -> Any:
    """Presses Send, is shown the errors, and presses it once more."""
    shown = client.post("/playground/send/", fields, **options)
    assert shown.status_code == 422
    return client.post("/playground/send/", {**fields, "looked": shown.context["strip"].mark}, **options)
