import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from betas.access import tokens
from betas.models import Project, Token
from betas.models.choices import Role


def made(response_body: str) -> str:
    found = re.search(r"bb_[0-9a-f]{12}_[\w-]{43}", response_body)
    assert found
    return found[0]


def test_a_token_is_shown_once(administrator: Client) -> None:
    text = made(administrator.post("/tokens/", {"name": "nightly", "role": "viewer"}).content.decode())
    token = tokens.check(text)
    assert token is not None
    assert (token.name, token.role, str(token.created_by)) == ("nightly", Role.VIEWER, "admin")
    assert text not in administrator.get("/tokens/").content.decode()


def test_a_token_can_be_given_an_end(administrator: Client) -> None:
    administrator.post("/tokens/", {"name": "nightly", "role": "viewer", "days": "30"})
    ends = Token.objects.get().expires_at
    assert ends is not None
    assert abs(ends - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"role": "owner"}, {"days": "0"}, {"days": "soon"}, {"name": "n" * 61}]
)
def test_a_bad_form_makes_no_token(administrator: Client, wrong: dict[str, str]) -> None:
    assert administrator.post("/tokens/", {"name": "nightly", "role": "viewer", **wrong}).status_code == 422
    assert Token.objects.count() == 0


def test_revoking_asks_first(administrator: Client, project: Project) -> None:
    token, text = tokens.make(project, "nightly", Role.VIEWER)
    assert "Revoke the token nightly?" in administrator.get(f"/tokens/{token.pk}/revoke/").content.decode()
    assert tokens.check(text.reveal()) == token
    administrator.post(f"/tokens/{token.pk}/revoke/")
    assert tokens.check(text.reveal()) is None
    assert "Revoked" in administrator.get("/tokens/").content.decode()


@pytest.mark.parametrize("count", [2, 30])
def test_more_tokens_cost_no_more_queries(
    administrator: Client, project: Project, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    administrator.get("/tokens/")
    for number in range(count):
        tokens.make(project, f"token {number}", Role.VIEWER)
    with django_assert_num_queries(3):  # session, user, tokens
        administrator.get("/tokens/")
