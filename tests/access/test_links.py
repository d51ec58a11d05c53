"""The links that sign in once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from betas.access import links
from betas.models import AuditEntry, SignInLink, User
from tests.access.entering import is_in, path_of


def test_a_link_signs_in_once(member: User) -> None:
    address = links.make(member)
    first, second = Client(), Client()
    assert first.get(path_of(address)).headers["Location"] == "/"
    assert is_in(first)
    assert second.get(path_of(address)).status_code == 410
    assert not is_in(second)


def test_a_preview_by_head_does_not_use_a_link_up(client: Client, member: User) -> None:
    address = links.make(member)
    assert client.head(path_of(address)).status_code == 405
    assert client.get(path_of(address)).status_code == 302


def test_a_link_lives_for_a_day(client: Client, member: User) -> None:
    address = links.make(member)
    with time_machine.travel(timezone.now() + timedelta(hours=24, seconds=1)):
        response = client.get(path_of(address))
    assert response.status_code == 410
    assert "manage.py sign_in_link" in response.content.decode()


@pytest.mark.parametrize("secret", ["x", "x" * 2000, "%00", "%27;--", "💥"])
def test_a_link_nobody_made_opens_nothing(client: Client, db: None, secret: str) -> None:
    assert client.get(f"/sign-in/{secret}/").status_code == 410


def test_a_link_for_a_disabled_account_opens_nothing(client: Client, member: User) -> None:
    address = links.make(member)
    User.objects.update(is_active=False)
    assert client.get(path_of(address)).status_code == 410


def test_a_link_is_stored_as_a_digest_and_audited(member: User) -> None:
    secret = path_of(links.make(member)).split("/")[2]
    Client().get(f"/sign-in/{secret}/")
    assert secret not in str(list(SignInLink.objects.values())) + str(list(AuditEntry.objects.values()))
    assert [entry.action for entry in AuditEntry.objects.all()] == ["sign_in_link.opened", "sign_in_link.made"]


def test_a_link_begins_with_the_public_address(member: User, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://betas.example"
    assert links.make(member).startswith("https://betas.example/sign-in/")
