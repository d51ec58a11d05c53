"""Signing in and out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from betas.models import User
from tests.access.entering import PASSWORD, enter, is_in


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


def test_the_admin_site_has_no_door_of_its_own(client: Client, member: User) -> None:
    assert client.get("/admin/login/?next=/admin/").headers["Location"] == "/sign-in/?next=%2Fadmin%2F"
    enter(client)
    assert client.get("/admin/", follow=True).status_code == 403
