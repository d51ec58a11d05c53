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


def warm_up() -> None:
    """Reads the certificates, which threads that began together would each do at the first call."""
    with contextlib.suppress(Stopped):
        _guarded()


def start(flight: Flight, request: requests.PreparedRequest, limits: Limits) -> None:
    """Sends `request` from a thread of its own. Raises Stopped when it must not leave."""
    mounted = next((kept for prefix, kept in _mounted.items() if (request.url or "").startswith(prefix)), None)
    timeout = (limits.total_s + LATER_S, limits.silence_s + LATER_S)
    options = {"stream": True, "timeout": timeout, "proxies": {} if mounted else wire.proxies(request)}
    arguments = (flight, mounted or _guarded(), request, options)
    flight.begin(has_socket=mounted is None)
    threading.Thread(target=_read, args=arguments, name="upstream reader", daemon=True).start()


def _read(flight: Flight, adapter: BaseAdapter, request: requests.PreparedRequest, options: dict[str, Any]) -> None:
    """An adapter is used without a Session, which keeps cookies and, told not to follow a redirect, still reads all of
    its body without a limit."""
    connection.aboard.flight, connection.aboard.allowed = flight, tuple(settings.UPSTREAM_ALLOWED)
    verdict = Verdict(Failure.INTERRUPTED, _("An error of our own ended it; the server's log has more."))
    try:
        with contextlib.closing(adapter.send(request, **options).raw) as raw:
            flight.replied(_head(raw), raw)
            verdict = _pump(raw, flight)
    except Stopped as stopped:
        verdict = stopped.verdict
    except EXPECTED as error:
        verdict = failures.verdict(error)
    finally:
        flight.end(verdict)


def _guarded() -> BaseAdapter:
    try:
        return connection.adapter(settings.UPSTREAM_CA_BUNDLE)
    except OSError as error:
        raise Stopped(Failure.TLS, _("The certificates in UPSTREAM_CA_BUNDLE cannot be read.")) from error


def _head(raw: Any) -> Reply:
    headers = tuple((name.lower(), value) for name, value in raw.headers.items())
    return Reply(raw.status, headers, not raw.chunked and raw.length_remaining is None)


def _pump(raw: Any, flight: Flight) -> Verdict:
    is_packed = "content-encoding" in raw.headers
    while True:
        flight.waiting()
        data = raw.read1(CHUNK, decode_content=is_packed)
        if not data:
            return Verdict()
        flight.deliver(data)
