"""Which language a page speaks: the browser's, until somebody chooses."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from betas.models.choices import Role
from tests.conftest import MakeExchange, SignedIn

pytestmark = pytest.mark.django_db


def language(client: Client, **headers: str) -> str:
    page = client.get("/sign-in/", headers=headers).content.decode()
    return page.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(("asked", "spoken"), [("id-ID,id;q=0.9", "id"), ("en-GB", "en"), ("fr", "en")])
def test_a_page_speaks_the_language_of_the_browser(client: Client, asked: str, spoken: str) -> None:
    assert language(client, accept_language=asked) == spoken


def test_what_a_stranger_chose_stays(client: Client) -> None:
    response = client.post("/language/", {"language": "id", "next": "/sign-in/?next=/betas/"})
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/betas/")
    assert language(client, accept_language="en") == "id"


def test_the_choice_is_a_cookie_no_script_reads(client: Client) -> None:
    cookie = client.post("/language/", {"language": "id"}).cookies["language"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_switch_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    assert client.post("/language/", {"language": "id", "next": elsewhere})["Location"] == "/"


def test_a_language_nobody_speaks_changes_nothing(client: Client) -> None:
    client.post("/language/", {"language": "xx"})
    assert language(client, accept_language="en") == "en"


@pytest.mark.parametrize(("asked", "tokens", "moment"), [("en", "12,345", "08:05:09"), ("id", "12.345", "08.05.09")])
def test_dates_and_numbers_follow(
    signed_in: SignedIn, make_exchange: MakeExchange, asked: str, tokens: str, moment: str
) -> None:
    exchange = make_exchange(input_tokens=12345, created_at=datetime(2026, 8, 17, 8, 5, 9, tzinfo=UTC))
    page = signed_in(Role.TESTER).get(f"/history/{exchange.pk}/", headers={"accept-language": asked}).content.decode()
    assert tokens in page
    assert moment in page


def test_what_programs_read_follows_no_language(tester: Client, make_exchange: MakeExchange) -> None:
    page = tester.get("/playground/", headers={"accept-language": "id"}).content.decode()
    assert 'value="1024"' in page
    assert "1.024" not in page
