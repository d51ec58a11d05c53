"""Signing in and out."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from betas.access import links, people
from betas.models import AuditEntry, SignInLink, User
from betas.models.choices import Role

Person = Callable[[Role], User]
PASSWORD = "correct horse battery"


@pytest.fixture
def member(person: Person) -> User:
    user = person(Role.TESTER)
    user.set_password(PASSWORD)
    user.save()
    return user


def path_of(address: str) -> str:
    return urlsplit(address).path


def enter(client: Client, **more: str) -> str:
    response = client.post("/sign-in/", {"username": "tester", "password": PASSWORD, **more})
    assert response.status_code == 302
    return response.headers["Location"]


def is_in(client: Client) -> bool:
    return client.get("/keys/").status_code == 200


def test_name_and_password_let_in(client: Client, member: User) -> None:
    assert enter(client) == "/"
    assert is_in(client)


@pytest.mark.parametrize(
    ("username", "password"), [("tester", "wrong"), ("nobody", PASSWORD), ("TESTER", PASSWORD), ("admin", "admin")]
)
def test_anything_else_does_not(client: Client, member: User, username: str, password: str) -> None:
    response = client.post("/sign-in/", {"username": username, "password": password})
    assert response.status_code == 422
    assert "This name and password do not fit together." in response.content.decode()
    assert not is_in(client)


def test_a_password_is_not_given_back(client: Client, member: User) -> None:
    response = client.post("/sign-in/", {"username": "nobody", "password": PASSWORD})
    assert PASSWORD not in response.content.decode()


@pytest.mark.parametrize("field", ["username", "password"])
@pytest.mark.parametrize("junk", ["", "\0", "x" * 2000])
def test_junk_is_a_bad_form(client: Client, member: User, field: str, junk: str) -> None:
    typed = {"username": "tester", "password": PASSWORD, field: junk}
    assert client.post("/sign-in/", typed).status_code == 422


def test_after_signing_in_one_is_where_one_wanted_to_go(client: Client, member: User) -> None:
    page = client.get("/history/?status=400")
    assert page.headers["Location"] == "/sign-in/?next=/history/%3Fstatus%3D400"
    assert 'name="next" value="/history/?status=400"' in client.get(page.headers["Location"]).content.decode()
    assert enter(client, next="/history/?status=400") == "/history/?status=400"


FOREIGN = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "//evil.example/%2f..", "https://evil.example", "http://evil.example", "HTTPS://evil.example",
    "https:evil.example", "https:/evil.example", "https:///evil.example", "http:///evil.example",
    "//evil.example:443", "//user@evil.example", "https://127.0.0.1@evil.example", "https://testserver.evil.example",
    "//testserver@evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
    "\tjavascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example",
    "\t//evil.example", " //evil.example", "\n//evil.example", "/\t/evil.example", "/\n/evil.example",
    "/\r/evil.example", "\x00//evil.example", "\x08//evil.example", "//[::1]evil.example", "//evil。example",
    "evil.example", "?next=//evil.example", "../../evil", "", "https://",
]  # fmt: skip


@pytest.mark.parametrize("target", FOREIGN)
def test_next_leads_nowhere_else(client: Client, member: User, target: str) -> None:
    assert enter(client, next=target) == "/"


def test_who_is_signed_in_is_not_asked_again(tester: Client) -> None:
    assert tester.get("/sign-in/?next=/keys/").headers["Location"] == "/keys/"


def test_a_session_key_planted_before_is_worth_nothing_after(client: Client, member: User) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies["session"] = planted
    enter(client)
    assert client.cookies["session"].value != planted
    assert "planted" not in client.session
    thief = Client()
    thief.cookies["session"] = planted
    assert not is_in(thief)


def test_signing_out_ends_the_session_and_clears_the_browser(client: Client, member: User) -> None:
    enter(client)
    stolen = client.cookies["session"].value
    response = client.post("/sign-out/")
    assert response.headers["Location"] == "/sign-in/"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies["session"] = stolen
    assert not is_in(thief)


def test_signing_out_everywhere_ends_every_session_of_that_person(member: User, administrator: Client) -> None:
    here, there = Client(), Client()
    enter(here)
    enter(there)
    here.post("/sign-out/everywhere/")
    assert not is_in(here)
    assert not is_in(there)
    assert is_in(administrator)


def test_a_session_ends_after_twelve_idle_hours(client: Client, member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        enter(client)
        clock.shift(timedelta(hours=11, minutes=50))
        assert is_in(client)
        clock.shift(timedelta(hours=11, minutes=50))
        assert is_in(client)
        clock.shift(timedelta(hours=12, minutes=1))
        assert not is_in(client)


def test_a_session_ends_after_seven_days_however_busy(client: Client, member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        enter(client)
        assert is_in(client)
        for _ in range(21):
            clock.shift(timedelta(hours=8))
            assert is_in(client)
        clock.shift(timedelta(minutes=1))
        assert not is_in(client)


def test_a_fragment_without_a_session_sends_the_whole_page_to_sign_in(client: Client, db: None) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/history/?status=400"}
    response = client.get("/history/", headers=headers)
    assert (response.status_code, response.headers["HX-Redirect"]) == (
        204,
        "/sign-in/?next=%2Fhistory%2F%3Fstatus%3D400",
    )


@pytest.mark.parametrize("address", ["", "http://[", "no address"])
def test_a_fragment_of_nowhere_is_sent_to_sign_in_all_the_same(client: Client, db: None, address: str) -> None:
    response = client.get("/history/", headers={"HX-Request": "true", "HX-Current-URL": address})
    assert response.headers["HX-Redirect"].startswith("/sign-in/?next=")


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


def test_the_admin_site_has_no_door_of_its_own(client: Client, member: User) -> None:
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/sign-in/?next=%2Fadmin%2F"
    enter(client)
    assert client.get("/admin/", follow=True).status_code == 403


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
