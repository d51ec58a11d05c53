"""`manage.py sign_in_link`, by hand and at a start."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from betas.access import people
from betas.models import User
from tests.access.entering import PASSWORD, is_in, path_of


def printed(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("sign_in_link", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_makes_the_administrator_and_prints_the_address_last(client: Client, db: None) -> None:
    client.get(path_of(printed()[-1]))
    assert client.get("/tokens/").status_code == 200
    assert User.objects.get().username == "admin"


def test_the_command_lets_in_whom_it_is_told(client: Client, member: User) -> None:
    client.get(path_of(printed("--user", "tester")[-1]))
    assert is_in(client)


def test_the_command_refuses_a_name_nobody_has(db: None) -> None:
    with pytest.raises(CommandError, match="nobody"):
        printed("--user", "nobody")


def test_at_a_start_a_link_is_printed_until_an_administrator_has_a_password(db: None) -> None:
    assert printed("--if-no-administrator") != []
    assert printed("--if-no-administrator") != []
    people.set_password(people.administrator(), PASSWORD)
    assert printed("--if-no-administrator") == []


def test_a_password_from_the_environment_makes_the_administrator(client: Client, db: None, settings: Settings) -> None:
    settings.BETABOARD_ADMIN_PASSWORD = PASSWORD
    assert printed("--if-no-administrator") == []
    client.post("/sign-in/", {"username": "admin", "password": PASSWORD})
    assert client.get("/tokens/").status_code == 200


def test_it_never_replaces_a_password(db: None, settings: Settings) -> None:
    people.set_password(people.administrator(), "chosen by a person")
    settings.BETABOARD_ADMIN_PASSWORD = PASSWORD
    printed("--if-no-administrator")
    assert people.administrator().check_password("chosen by a person")


def test_nobody_can_sign_in_to_a_fresh_installation(client: Client, db: None) -> None:
    printed("--if-no-administrator")
    for password in ("", "admin", "password", "betaboard", "changeme"):
        client.post("/sign-in/", {"username": "admin", "password": password})
        assert not is_in(client)
