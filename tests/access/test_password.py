"""A password of one's own: who is asked for the old one, and what a new one ends."""

from collections.abc import Callable

import pytest
from django.test import Client

from betas.access import links, people
from betas.models import User
from betas.models.choices import Role
from tests.access.entering import PASSWORD, enter, is_in, path_of

Person = Callable[[Role], User]


def test_after_a_link_a_password_is_set_without_an_old_one(client: Client, person: Person) -> None:
    user = people.administrator()
    assert client.get(path_of(links.make(user))).headers["Location"] == "/password/"
    typed = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/password/", typed).headers["Location"] == "/"
    assert is_in(client)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_otherwise_the_old_password_is_asked_for(client: Client, member: User) -> None:
    enter(client)
    typed = {"new_password1": "another long password", "new_password2": "another long password"}
    assert client.post("/password/", typed).status_code == 422
    assert client.post("/password/", {"old_password": "wrong", **typed}).status_code == 422
    assert client.post("/password/", {"old_password": PASSWORD, **typed}).status_code == 302


def test_a_link_frees_from_the_old_password_once(client: Client, member: User) -> None:
    client.get(path_of(links.make(member)))
    typed = {"new_password1": "another long password", "new_password2": "another long password"}
    assert client.post("/password/", typed).status_code == 302
    assert client.post("/password/", typed).status_code == 422


def test_a_new_password_ends_every_other_session_and_link(member: User) -> None:
    here, there = Client(), Client()
    enter(here)
    enter(there)
    unopened = links.make(member)
    typed = {"new_password1": "another long password", "new_password2": "another long password"}
    here.post("/password/", {"old_password": PASSWORD, **typed})
    assert is_in(here)
    assert not is_in(there)
    assert Client().get(path_of(unopened)).status_code == 410


@pytest.mark.parametrize("weak", ["short", "1qaz2wsx3edc"])
def test_a_weak_password_is_refused(client: Client, member: User, weak: str) -> None:
    client.get(path_of(links.make(member)))
    assert client.post("/password/", {"new_password1": weak, "new_password2": weak}).status_code == 422
