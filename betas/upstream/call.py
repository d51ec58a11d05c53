"""What we are about to send and what came back: frozen values, no network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from betas.address import origin
from betas.secret import Secret

MEBIBYTE = 1024 * 1024


class Failure(StrEnum):
    """Why no whole answer came: the codes of the JSON API."""

    DNS = "dns"
    REFUSED = "refused"
    CONNECT_TIMEOUT = "connect_timeout"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    REDIRECT = "redirect"
    INVALID_RESPONSE = "invalid_response"
    BLOCKED_ADDRESS = "blocked_address"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Limits:
    """Clocks in seconds and the cap on decoded bytes."""

    connect_s: float = 10
    silence_s: float = 60
    total_s: float = 600
    body_bytes: int = 32 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Target:
    """A place requests go. `base_url` has no trailing slash and no /v1; `header_style` is x-api-key or bearer."""

    base_url: str
    header_style: str

    @property
    def origin(self) -> str:
        """scheme://host[:port], what a key is bound to."""
        return origin(self.base_url)

    @property
    def simulated(self) -> bool:
        return self.base_url.startswith("simulator://")


@dataclass(frozen=True, slots=True)
class Credential:
    """A key and the only origin it may be sent to."""

    secret: Secret
    origin: str


@dataclass(frozen=True, slots=True)
class Call:
    """One request, ready for the wire. `body` is the exact bytes; `beta_header` None sends no such header."""

    target: Target
    path: str
    body: bytes
    beta_header: str | None
    api_version: str
    stream: bool
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended on the wire.

    `state` is done (an HTTP answer arrived whole as far as its framing tells), failed or cancelled.
    `headers` are as received with lower-case names, `detail` is safe to show, times are milliseconds.
    """

    state: str
    failure: Failure | None = None
    detail: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    first_byte_ms: int | None = None
    total_ms: int = 0
    size: int = 0
    truncated: bool = False
    close_delimited: bool = False
