"""Where we may connect: judged on the address that is really used, in the moment it is used.

A base URL that looks harmless may resolve to anything, and to something else a second later. So a name is
looked up once, every address found is judged (one bad one condemns them all), and the socket connects to what
was judged. Loopback and private addresses pass only where UPSTREAM_ALLOWED lists them, the addresses at which
clouds hand out credentials never.

With UPSTREAM_PROXY the proxy looks names up, and what it may reach is its own business: then only IP addresses and
names that never leave a machine or network are judged. What UPSTREAM_ALLOWED lists is reached without the proxy.
"""

import contextlib
import errno
import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.utils.translation import gettext as _

from betas.address import is_listed
from betas.upstream.call import Failure
from betas.upstream.failures import Stopped

Address = IPv4Address | IPv6Address
Hold = Callable[[socket.socket], None]
Options = Iterable[tuple[int, int, int | bytes]]
Found = Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]]

METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254", "fd00:ec2::254", "192.0.0.192", "100.100.100.200",
        "168.63.129.16", "169.254.170.2", "169.254.170.23", "fd00:ec2::23",
    )
)  # fmt: skip
# What Python 3.11 takes for global: relays into IPv4, networks of the site, and blocks set aside since.
INWARD = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24",
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16",
        "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
SHORTEST_TRY_S = 0.05


def is_public(address: Address) -> bool:
    """Whether an address is on the open internet and leads nowhere else."""
    inward = any(address in network for network in INWARD if network.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not inward


def judge(host: str, port: int, address: Address, allowed: Iterable[str]) -> None:
    """Raises Stopped unless we may connect to `address` for `host`."""
    bare = (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
    if METADATA.isdisjoint({bare, *_inside(bare)}):
        if is_public(bare) or is_listed(host, port, allowed) or is_listed(str(bare), port, allowed):
            return
        detail = _("%(host)s leads to %(address)s, which is not public and not listed in UPSTREAM_ALLOWED.")
    else:
        detail = _("%(host)s leads to %(address)s, where clouds hand out credentials.")
    raise Stopped(Failure.BLOCKED_ADDRESS, detail % {"host": host, "address": bare})


def _inside(address: Address) -> set[Address]:
    """The IPv4 addresses that an IPv6 address may carry for a relay."""
    if isinstance(address, IPv4Address):
        return set()
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    return {last, *(address.teredo or ()), *filter(None, [address.sixtofour])}


def judge_unresolved(host: str, port: int, allowed: Iterable[str]) -> None:
    """As `judge`, for a host that a proxy will look up. Raises Stopped."""
    with contextlib.suppress(ValueError):
        judge(host, port, ip_address(host), allowed)
    if f".{host.rstrip('.').lower()}".endswith((".localhost", ".local", ".internal")):
        detail = _("%(host)s is a name of this machine or network and not listed in UPSTREAM_ALLOWED.")
        raise Stopped(Failure.BLOCKED_ADDRESS, detail % {"host": host})


def connect(
    host: str, port: int, allowed: Iterable[str] | None, *, until: float, options: Options, hold: Hold
) -> socket.socket:
    """A connected socket. `allowed` None trusts the host: the administrator's own proxy.

    `hold` is handed each socket before it connects; `until` is on the monotonic clock. Raises Stopped.
    """
    found = _look_up(host, port)
    if allowed is not None:
        for address in _addresses(found):
            judge(host, port, address, allowed)
    trouble: OSError = TimeoutError()
    for position, (family, kind, protocol, _name, place) in enumerate(found):
        share = (until - time.monotonic()) / (len(found) - position)
        sock = socket.socket(family, kind, protocol)
        try:
            for option in options:
                sock.setsockopt(*option)
            sock.settimeout(max(share, SHORTEST_TRY_S))
            hold(sock)
            sock.connect(place)
            return sock
        except OSError as error:
            sock.close()
            trouble = error
        except Stopped:
            sock.close()
            raise
    raise _refused(host, port, trouble)


def _look_up(host: str, port: int) -> Found:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Stopped(Failure.DNS, _("No address is known for %(host)s.") % {"host": host}) from error


def _addresses(found: Found) -> list[Address]:
    return [ip_address(place[0]) for *_rest, place in found]


def _refused(host: str, port: int, error: OSError) -> Stopped:
    where = {"place": f"{host}:{port}"}
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return Stopped(Failure.CONNECT_TIMEOUT, _("%(place)s did not take the connection in time.") % where)
    reason = os.strerror(error.errno) if error.errno else ""
    return Stopped(Failure.REFUSED, _("Connecting to %(place)s: %(reason)s.") % {**where, "reason": reason})
