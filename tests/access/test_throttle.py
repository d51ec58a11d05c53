from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from betas.access import throttle
from betas.models import User
from tests.access.entering import PASSWORD


def knock(client: Client, password: str, *, username: str = "tester", address: str = "127.0.0.1") -> HttpResponse:
    typed = {"username": username, "password": password}
    return client.post("/sign-in/", typed, REMOTE_ADDR=address)  # type: ignore[return-value]  # a response all the same


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 5), (6, 10), (7, 20), (10, 160), (11, 300), (1000, 300)]
)
def test_the_delay_grows_and_ends_growing(failures: int, seconds: int) -> None:
    assert throttle.delay(failures, 5) == timedelta(seconds=seconds)


def test_the_fifth_failure_makes_wait(client: Client, member: User) -> None:
    assert [knock(client, "wrong").status_code for _ in range(5)] == [422, 422, 422, 422, 429]


def test_who_waits_is_told_how_long(client: Client, member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        for _ in range(6):
            response = knock(client, "wrong")
    assert response.headers["Retry-After"] == "5"
    assert "Wait 5 seconds, then try again." in response.content.decode()


def test_while_waiting_even_the_right_password_is_not_tried(client: Client, member: User) -> None:
    for _ in range(5):
        knock(client, "wrong")
    assert knock(client, PASSWORD).status_code == 429


def test_tries_while_waiting_do_not_lengthen_the_wait(client: Client, member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(50):
            knock(client, "wrong")
        clock.shift(5)
        assert knock(client, PASSWORD).status_code == 302


def test_a_hundred_guesses_take_hours(client: Client, member: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        began = timezone.now()
        for _ in range(100):
            response = knock(client, "wrong")
            clock.shift(int(response.headers.get("Retry-After", "0")))
        assert timezone.now() - began > timedelta(hours=7)


def test_an_account_is_slow_from_every_address(client: Client, member: User) -> None:
    for number in range(5):
        knock(client, "wrong", address=f"192.0.2.{number}")
    assert knock(client, PASSWORD, address="192.0.2.99").status_code == 429


def test_an_address_is_slow_for_every_account(client: Client, member: User) -> None:
    for number in range(20):
        knock(client, "wrong", username=f"somebody{number}")
    assert knock(client, PASSWORD).status_code == 429
    assert knock(client, PASSWORD, address="192.0.2.99").status_code == 302


def test_signing_in_forgives_the_accounts_failures_alone(client: Client, member: User) -> None:
    for _ in range(3):
        knock(client, "wrong", username="other")
        knock(client, "wrong")
    knock(client, PASSWORD)
    assert throttle.seconds_left("tester", None) == 0
    assert AccessAttempt.objects.filter(username=throttle.account("other")).exists()


def test_what_was_typed_is_not_kept(client: Client, member: User) -> None:
    knock(client, "wrong-password-1", username="sk-ant-typed-as-a-name")
    kept = str(list(AccessAttempt.objects.values()))
    assert "sk-ant-typed" not in kept
    assert "wrong-password" not in kept


def test_a_name_in_other_letters_is_the_same_account() -> None:
    assert throttle.account("Tester") == throttle.account("tESTER")


def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(settings: Settings) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.7")
    assert throttle.address_of(request) == "127.0.0.1"
    settings.TRUSTED_PROXY = True
    assert throttle.address_of(request) == "192.0.2.7"


@pytest.mark.parametrize("junk", ["", "unix:", "999.1.1.1", "'; --"])
def test_an_address_that_is_none_is_no_error(junk: str) -> None:
    assert throttle.address_of(RequestFactory().get("/", REMOTE_ADDR=junk)) is None


def test_too_many_at_once_are_asked_to_come_again(
    client: Client, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "HASH_WAIT_S", 0.01)
    with throttle.one_of_few(), throttle.one_of_few(), throttle.one_of_few(), throttle.one_of_few():
        response = knock(client, PASSWORD)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
