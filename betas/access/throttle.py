"""Failed sign-ins slow down the next one, by account and by address. django-axes counts; nobody is locked out.

Names are counted by their SHA-256: what was typed as a name may be a password or a key.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address
from math import ceil
from sys import maxsize
from threading import BoundedSemaphore

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

FREE_OF_ACCOUNT, FREE_OF_ADDRESS = 5, 20
FIRST_DELAY_S, LONGEST_DELAY = 5, timedelta(minutes=5)
HASHES_AT_ONCE = BoundedSemaphore(4)
HASH_WAIT_S = 10


class Busy(Exception):
    """Too many passwords are being checked at once."""


@contextmanager
def one_of_few() -> Iterator[None]:
    """A password's hash is slow on purpose: only a few at once, or guessing takes every core. Raises Busy."""
    if not HASHES_AT_ONCE.acquire(timeout=HASH_WAIT_S):
        raise Busy
    try:
        yield
    finally:
        HASHES_AT_ONCE.release()


def delay(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures: nothing, then 5 seconds, doubled with each, at most 5 minutes."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(seconds=FIRST_DELAY_S * 2 ** min(failures - free, 16)), LONGEST_DELAY)


def seconds_left(username: str, address: str | None) -> int:
    """How long the next try has to wait."""
    waits = (_left(FREE_OF_ACCOUNT, username=account(username)), _left(FREE_OF_ADDRESS, ip_address=address))
    return ceil(max(waits).total_seconds())


def _left(free: int, **counted: str | None) -> timedelta:
    found = AccessAttempt.objects.filter(**counted).aggregate(
        failures=Sum("failures_since_start"), last=Max("attempt_time")
    )
    if not found["failures"]:
        return timedelta(0)
    passed: timedelta = timezone.now() - found["last"]
    return max(delay(found["failures"], free) - passed, timedelta(0))


def forgive(username: str) -> None:
    """After a sign-in: the account's failures are forgotten, those of others from the same address are not."""
    AccessAttempt.objects.filter(username=account(username)).delete()


def account(username: str) -> str:
    return sha256(username.casefold().encode()).hexdigest()


def username_of(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """For AXES_USERNAME_CALLABLE."""
    return account((credentials or {}).get("username") or "")


def address_of(request: HttpRequest) -> str | None:
    """For AXES_CLIENT_IP_CALLABLE: the peer, or what a trusted proxy says it is."""
    peer: str = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        peer = request.META.get("HTTP_X_FORWARDED_FOR", peer).rpartition(",")[2].strip()
    with suppress(ValueError):
        return str(ip_address(peer))
    return None


def failure_limit(request: HttpRequest, credentials: Mapping[str, str] | None) -> int:
    """For AXES_FAILURE_LIMIT: none to spare while a wait lasts, any number otherwise."""
    username = (credentials or {}).get("username") or ""
    return 0 if seconds_left(username, address_of(request)) else maxsize


def answer_of_the_view(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, str]) -> HttpResponse:
    """For AXES_LOCKOUT_CALLABLE: the sign-in page has already said how long to wait."""
    return response
