from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from betas.access import tokens
from betas.models import Project
from betas.models.choices import Role
from tests.api.conftest import Api

ROUTES = [
    "/api/v1/betas",
    "/api/v1/betas/alpha-2025-01-01",
    "/api/v1/betas/alpha-2025-01-01/changes",
    "/api/v1/models",
    "/api/v1/requests",
    "/api/v1/requests/01931111-0000-7000-8000-000000000000",
    "/api/v1/errors",
    "/api/v1/openapi.json",
]


@pytest.mark.parametrize("path", ROUTES)
def test_without_a_token_nothing_is_read(path: str, db: None) -> None:
    response = Client().get(path)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "unauthenticated"
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ROUTES)
def test_a_session_is_no_token(path: str, administrator: Client) -> None:
    assert administrator.get(path).status_code == 401


def test_a_session_cannot_send(administrator: Client, installed: Project) -> None:
    response = administrator.post("/api/v1/requests", {"body": {}}, content_type="application/json")
    assert response.status_code == 401


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("role", list(Role))
def test_every_role_reads(path: str, role: Role, api: Api) -> None:
    assert api(role).get(path).status_code in (200, 404)


def test_a_viewer_does_not_send(api: Api) -> None:
    response = api(Role.VIEWER).post("/api/v1/requests", {"body": {}}, content_type="application/json")
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "forbidden"


def test_who_may_not_send_learns_it_before_the_body_is_read(api: Api) -> None:
    response = api(Role.VIEWER).post("/api/v1/requests", b"{", content_type="application/json")
    assert response.status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "{token}",
        "Basic {token}",
        "Bearer",
        "Bearer ",
        "Bearer {token}x",
        "Bearer x{token}",
        "Bearer {token} {token}",
        "Bearer bb_000000000000_" + "a" * 43,
        "Bearer '; drop table betas_token; --",
        "Bearer \x00",
        "Bearer " + "a" * 65536,
        "Bearer bb_\u00e9",
    ],
)
def test_nothing_but_the_whole_token_opens(header: str, installed: Project) -> None:
    _, text = tokens.make(installed, "program", Role.TESTER)
    client = Client(headers={"authorization": header.format(token=text.reveal())})
    assert client.get("/api/v1/betas").status_code == 401


def test_another_header_carries_no_token(installed: Project) -> None:
    _, text = tokens.make(installed, "program", Role.TESTER)
    assert Client(headers={"x-api-key": text.reveal()}).get("/api/v1/betas").status_code == 401


def test_the_address_carries_no_token(installed: Project) -> None:
    _, text = tokens.make(installed, "program", Role.TESTER)
    assert Client().get(f"/api/v1/betas?token={text.reveal()}").status_code == 401


def test_an_expired_token_is_none(installed: Project) -> None:
    past = timezone.now() - timedelta(seconds=1)
    _, text = tokens.make(installed, "program", Role.TESTER, expires_at=past)
    client = Client(headers={"authorization": f"Bearer {text.reveal()}"})
    assert client.get("/api/v1/betas").status_code == 401


def test_a_revoked_token_is_none(installed: Project) -> None:
    token, text = tokens.make(installed, "program", Role.TESTER)
    client = Client(headers={"authorization": f"Bearer {text.reveal()}"})
    assert client.get("/api/v1/betas").status_code == 200
    tokens.revoke(token, by=None)
    assert client.get("/api/v1/betas").status_code == 401


def test_no_csrf_token_is_needed(installed: Project) -> None:
    _, text = tokens.make(installed, "program", Role.TESTER)
    client = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {text.reveal()}"})
    assert client.post("/api/v1/requests", {}, content_type="application/json").status_code == 422
