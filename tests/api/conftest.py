import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from betas.access import tokens
from betas.access.defaults import ensure
from betas.history import words
from betas.models import Beta, Exchange, ExchangeBody, Family, Project
from betas.models.choices import Category, Role, Status, Visibility

GOOD = "interleaved-thinking-2025-05-14"
BODY: dict[str, Any] = {
    "model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Good morning"}],
}  # fmt: skip
KEY = "sk-ant-api03-" + "a" * 60 + "wxyz"

Api = Callable[..., Client]
MakeBeta = Callable[..., Beta]


@pytest.fixture
def installed(db: None) -> Project:
    """The default project with its upstreams."""
    return ensure()


@pytest.fixture
def api(installed: Project) -> Api:
    """A program: a client whose every request carries a token, and no cookie."""

    def make(role: Role = Role.TESTER, project: Project = installed) -> Client:
        _, text = tokens.make(project, "program", role)
        return Client(headers={"authorization": f"Bearer {text.reveal()}"})

    return make


@pytest.fixture
def program(api: Api) -> Client:
    return api()


@pytest.fixture
def make_beta(db: None) -> MakeBeta:
    def make(name: str, **fields: Any) -> Beta:
        family, _ = Family.objects.get_or_create(slug=fields.pop("family", name[:-11]))
        values = {
            "title": name.title(), "status": Status.ACTIVE, "category": Category.TOOLS,
            "visibility": Visibility.DOCUMENTED,
        }  # fmt: skip
        return Beta.objects.create(name=name, family=family, **{**values, **fields})

    return make


def post(client: Client, http: dict[str, str] | None = None, **fields: Any) -> Any:
    """`http` are headers of the request to us, `fields` replace those of a good body."""
    asked = {"betas": [], "body": BODY, **fields}
    return client.post("/api/v1/requests", json.dumps(asked), content_type="application/json", headers=http)


def keep(exchange: Exchange, **fields: Any) -> Exchange:
    ExchangeBody.objects.filter(exchange=exchange).update(**fields)
    words.index_pending()
    return exchange
