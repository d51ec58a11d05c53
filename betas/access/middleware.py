"""What holds for every request: a known host, a session of limited age, nothing kept in caches."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_cache_control

Handler = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = timedelta(minutes=5)
STRANGERS_BYTES = 1024 * 1024
# They have a key or a token to ask for, and read with a cap of their own.
OWN_LIMITS = ("/api/", "/simulator/")


def known_host(get_response: Handler) -> Handler:
    """Answers 400 to a foreign Host header, static files included: what stands before may not ask."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.get_host()
        return get_response(request)

    return middleware


def never_stored(get_response: Handler) -> Handler:
    """Pages hold prompts and answers: no cache keeps them, and Back shows none after signing out.

    Only a view that says itself how its answer may be kept is left alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def session_age(get_response: Handler) -> Handler:
    """Ends a session after SESSION_LONGEST whatever happens, and after SESSION_COOKIE_AGE without a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _age(request)
        return get_response(request)

    return middleware


def _age(request: HttpRequest) -> None:
    now = datetime.now(UTC).timestamp()
    session = request.session
    if now - session.get("began", now) > settings.SESSION_LONGEST.total_seconds():
        logout(request)
    elif now - session.get("seen", 0) > SEEN_EVERY.total_seconds():
        session["seen"] = now
        session.setdefault("began", now)


def small_until_signed_in(get_response: Handler) -> Handler:
    """Strangers' forms are small. Without this, anyone could have 33 MB read and parsed before being turned away."""

    def middleware(request: HttpRequest) -> HttpResponse:
        large = _length(request) > STRANGERS_BYTES and not request.path_info.startswith(OWN_LIMITS)
        if large and not request.user.is_authenticated:
            return render(request, "400.html", status=413)
        return get_response(request)

    return middleware


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() and len(length) < 20 else 0


def whole_page_sign_in(get_response: Handler) -> Handler:
    """A fragment's request without a session sends the whole page to sign in, not its fragment."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "HX-Request" not in request.headers or "Location" not in response:
            return response
        sign_in = resolve_url(settings.LOGIN_URL)
        if not response["Location"].startswith(sign_in):
            return response
        back = urlencode({"next": _path_and_query(request.headers.get("HX-Current-URL", ""))})
        return HttpResponse(status=204, headers={"HX-Redirect": f"{sign_in}?{back}"})

    return middleware


def _path_and_query(address: str) -> str:
    with suppress(ValueError):
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"
