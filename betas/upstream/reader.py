"""The thread that does what blocks: look up, connect, send, read."""

import contextlib
import threading
from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import BaseAdapter

from betas.upstream import connection, failures, wire
from betas.upstream.call import Failure, Limits
from betas.upstream.failures import EXPECTED, Stopped, Verdict
from betas.upstream.flight import Flight, Reply

CHUNK = 65_536
# The watcher's clocks come first; the socket's own end a read that nobody watches any more.
LATER_S = 5

_mounted: dict[str, BaseAdapter] = {}


def mount(prefix: str, adapter: BaseAdapter) -> None:
    """Calls to URLs that start with `prefix`, such as simulator://, go through `adapter`."""
    _mounted[prefix] = adapter


def start(flight: Flight, request: requests.PreparedRequest, limits: Limits) -> None:
    """Sends `request` from a thread of its own. Raises Stopped when it must not leave."""
    proxies = wire.proxies(request)
    arguments = (flight, request, proxies, limits)
    threading.Thread(target=_read, args=arguments, name="upstream reader", daemon=True).start()


def _read(flight: Flight, request: requests.PreparedRequest, proxies: dict[str, str], limits: Limits) -> None:
    connection.aboard.flight, connection.aboard.allowed = flight, tuple(settings.UPSTREAM_ALLOWED)
    verdict = Verdict(Failure.INTERRUPTED, _("An error of our own ended it; the server's log has more."))
    try:
        verdict = _exchange(flight, request, proxies, limits)
    except Stopped as stopped:
        verdict = stopped.verdict
    except EXPECTED as error:
        verdict = failures.verdict(error)
    finally:
        flight.end(verdict)


def _exchange(flight: Flight, request: requests.PreparedRequest, proxies: dict[str, str], limits: Limits) -> Verdict:
    """Uses an adapter without a Session, which keeps cookies and, told not to follow a redirect, still reads all of
    its body without a limit."""
    mounted = next((kept for prefix, kept in _mounted.items() if (request.url or "").startswith(prefix)), None)
    if mounted is not None:
        flight.has_no_socket()
    flight.waiting()
    timeout = (limits.total_s + LATER_S, limits.silence_s + LATER_S)
    response = (mounted or _guarded()).send(request, stream=True, timeout=timeout, proxies=proxies)
    with contextlib.closing(response.raw) as raw:
        flight.replied(_head(raw), source=raw if mounted is not None else None)
        return _pump(raw, flight)


def _guarded() -> BaseAdapter:
    try:
        return connection.adapter(settings.UPSTREAM_CA_BUNDLE)
    except OSError as error:
        raise Stopped(Failure.TLS, _("The certificates in UPSTREAM_CA_BUNDLE cannot be read.")) from error


def _head(raw: Any) -> Reply:
    headers = tuple((name.lower(), value) for name, value in raw.headers.items())
    return Reply(raw.status, headers, not raw.chunked and raw.length_remaining is None)


def _pump(raw: Any, flight: Flight) -> Verdict:
    while True:
        flight.waiting()
        data = raw.read1(CHUNK, decode_content=True)
        if not data:
            return Verdict()
        flight.deliver(data)
