"""The address of an upstream as a text: checked before it is saved, and reduced to the origin a key is bound to."""

import contextlib
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

PLAIN = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~-]+)*)/?\Z",
    re.IGNORECASE,
)
PORTS = {"http": 80, "https": 443}


class Trouble(StrEnum):
    """Why a base URL is refused."""

    NOT_A_URL = "not_a_url"
    USER_INFO = "user_info"
    VERSION = "version"
    PLAIN_HTTP = "plain_http"


class BadAddress(ValueError):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def check_base_url(text: str, allowed: Iterable[str] = ()) -> str:
    """`text` as it is stored: lower-case scheme and host, no slash at the end. Raises BadAddress.

    Only what every URL parser reads alike passes. `http` passes for what `allowed` lists (see `is_listed`).
    """
    if "@" in text:
        raise BadAddress(Trouble.USER_INFO)
    found = PLAIN.match(text)
    if not found or ".." in text or not _is_host(found["host"]) or int(found["port"] or 1) not in range(1, 65536):
        raise BadAddress(Trouble.NOT_A_URL)
    if found["path"].endswith("/v1"):
        raise BadAddress(Trouble.VERSION)
    scheme, host = found["scheme"].lower(), found["host"].lower()
    if scheme == "http" and not is_listed(host.strip("[]"), int(found["port"] or PORTS[scheme]), allowed):
        raise BadAddress(Trouble.PLAIN_HTTP)
    port = f":{found['port']}" if found["port"] else ""
    return f"{scheme}://{host}{port}{found['path']}"


def _is_host(host: str) -> bool:
    """Letters somewhere, or an IP address in its one plain spelling: `2130706433` and `0x7f.1` are neither."""
    with contextlib.suppress(ValueError):
        return bool(ip_address(host.strip("[]")))
    last = host.rpartition(".")[2]
    return not host.startswith("[") and not re.match(r"[0-9]|\Z", last)


def is_listed(host: str, port: int, allowed: Iterable[str]) -> bool:
    """Whether `host` (a name or an IP address) is in `allowed`: as host:port, or in a network.

    10.0.0.0/8 lists a network with every port, 10.0.0.0/8:8443 with one.
    """
    return any(_names(entry.strip().lower(), host.lower(), port) for entry in allowed)


@lru_cache(maxsize=256)
def _names(entry: str, host: str, port: int) -> bool:
    if "/" not in entry:
        return entry in (f"{host}:{port}", f"[{host}]:{port}")
    network, _, rest = entry.replace("[", "").replace("]", "").partition("/")
    length, _, only = rest.partition(":")
    with contextlib.suppress(ValueError):
        return only in ("", str(port)) and ip_address(host) in ip_network(f"{network}/{length}", strict=False)
    return False


def origin(base_url: str) -> str:
    """scheme://host[:port] in lower case: what a key is bound to."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}".lower()
