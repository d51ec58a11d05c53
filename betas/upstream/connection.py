"""Connections that ask the guard where they may go and their flight whether they may still send."""

import functools
import threading
import time
from typing import Any

import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from betas.upstream.flight import Flight

POOLS, KEPT_CONNECTIONS = 16, 128
# A connection kept for longer may have died without a word: routers forget idle ones.
LONGEST_IDLE_S = 30
PIECE = 65_536


class Aboard(threading.local):
    """What the connections of this reader thread serve: urllib3 makes them where nothing of ours can be passed in."""

    flight: Flight
    allowed: tuple[str, ...]


aboard = Aboard()


class GuardedConnection(HTTPConnection):
    idle_since = 0.0

    def _new_conn(self) -> Any:
        allowed = None if self.proxy else aboard.allowed
        sock = aboard.flight.connect(self._dns_host, self.port, allowed, self.socket_options or ())
        sock.settimeout(self.timeout)
        return sock

    @property
    def is_connected(self) -> bool:
        return super().is_connected and time.monotonic() - self.idle_since < LONGEST_IDLE_S

    def send(self, data: Any) -> None:
        """In pieces, so that a stop in the middle of a long body is heeded."""
        if self.sock is None:
            self.connect()
        rest = memoryview(data)
        while rest:
            aboard.flight.may_send(self.sock)
            super().send(rest[:PIECE])
            rest = rest[PIECE:]


class GuardedTLSConnection(GuardedConnection, HTTPSConnection):
    pass


class GuardedPool(urllib3.HTTPConnectionPool):
    ConnectionCls = GuardedConnection

    def _put_conn(self, conn: Any) -> None:
        aboard.flight.let_go()
        if conn is not None:
            conn.idle_since = time.monotonic()
        super()._put_conn(conn)


class GuardedTLSPool(GuardedPool, urllib3.HTTPSConnectionPool):
    ConnectionCls = GuardedTLSConnection


CLASSES = {"http": GuardedPool, "https": GuardedTLSPool}


class GuardedAdapter(HTTPAdapter):
    """One TLS context for all its connections, loaded once, and no cookies."""

    def __init__(self, ca_bundle: str) -> None:
        self._context = create_urllib3_context()
        self._context.load_verify_locations(ca_bundle or DEFAULT_CA_BUNDLE_PATH)
        super().__init__(pool_connections=POOLS, pool_maxsize=KEPT_CONNECTIONS)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = CLASSES

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = CLASSES
        return manager

    def build_connection_pool_key_attributes(self, request: PreparedRequest, *args: Any) -> tuple[Any, Any]:
        host, _theirs = super().build_connection_pool_key_attributes(request, True)
        return host, {"ssl_context": self._context}

    def cert_verify(self, *args: Any) -> None:
        """Nothing to set: the context verifies, and setting a CA file would load it anew for each connection."""

    def build_response(self, req: PreparedRequest, resp: Any) -> Response:
        response = Response()
        response.status_code, response.raw = resp.status, resp
        return response


@functools.lru_cache(maxsize=4)
def adapter(ca_bundle: str) -> GuardedAdapter:
    """The adapter of a CA bundle (empty: the public CAs), with its pools. Raises OSError for an unreadable bundle."""
    return GuardedAdapter(ca_bundle)
