"""A Call as it goes out: its headers and its one address, or the reason why it must not go out."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.address import PORTS, BadAddress, Trouble, check_base_url, is_listed, origin
from betas.upstream.call import Call, Credential, Failure
from betas.upstream.failures import EXPECTED, Stopped
from betas.upstream.guard import judge_unresolved

HIDDEN = "[hidden]"
KEY_HEADERS = ("authorization", "x-api-key")
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+\Z")
VALUE = re.compile(r"(?:[!-~][ -~\t]*)?\Z")
NEVER_SET = frozenset(
    {
        *KEY_HEADERS, "anthropic-beta", "host", "content-length", "transfer-encoding", "connection", "cookie",
        "te", "trailer", "upgrade", "expect", "keep-alive", "forwarded",
    }
)  # fmt: skip
NEVER_SET_PREFIXES = ("proxy-", "x-forwarded-")
UNREADABLE = gettext_lazy("The upstream's address cannot be read, or can be read in two ways.")
UNENCRYPTED = gettext_lazy("The upstream is reached without encryption (http) and not listed in UPSTREAM_ALLOWED.")


def sent_headers(call: Call) -> dict[str, str]:
    """The headers as they go out, for showing: the key as [hidden], whether there is one or not."""
    shown = _headers(call, HIDDEN)
    return {name: HIDDEN if name in KEY_HEADERS else value for name, value in shown.items()}


def _headers(call: Call, key: str | None) -> dict[str, str]:
    outgoing = {
        "accept": "application/json",
        "content-type": "application/json",
        "user-agent": f"betaboard/{settings.VERSION}",
        # A compressed stream arrives in bursts.
        "accept-encoding": "identity" if call.stream else "gzip, deflate",
        "anthropic-version": call.api_version,
        **{name.lower(): value for name, value in call.extra_headers.items()},
    }
    if call.beta_header is not None:
        outgoing["anthropic-beta"] = call.beta_header
    if key is not None and call.target.header_style == "bearer":
        outgoing["authorization"] = f"Bearer {key}"
    elif key is not None:
        outgoing["x-api-key"] = key
    return outgoing


def _check_headers(call: Call, outgoing: Mapping[str, str]) -> None:
    """Raises Stopped for a header that nobody may set, or one that would not arrive as it is."""
    for name in call.extra_headers:
        if name.lower() in NEVER_SET or name.lower().startswith(NEVER_SET_PREFIXES):
            raise Stopped(Failure.BLOCKED_ADDRESS, _("The header %(name)s cannot be set.") % {"name": name[:100]})
    for name, value in outgoing.items():
        if not NAME.match(name) or not VALUE.match(value):
            detail = _("The header %(name)s holds a character that cannot be sent.")
            raise Stopped(Failure.BLOCKED_ADDRESS, detail % {"name": ascii(name)[:100]})


def prepare(call: Call, credential: Credential | None) -> requests.PreparedRequest:
    """The request for `call`, at the origin that it names and the key is bound to. Raises Stopped."""
    _check_address(call)
    if credential is not None and credential.origin != call.target.origin:
        raise Stopped(Failure.BLOCKED_ADDRESS, _("The key is bound to another address."))
    outgoing = _headers(call, credential.secret.reveal() if credential is not None else None)
    _check_headers(call, outgoing)
    try:
        request = _addressed(call.target.base_url + call.path).copy()
        request.prepare_headers(outgoing)
        request.prepare_body(call.body, None)
    except EXPECTED as error:
        raise Stopped(Failure.BLOCKED_ADDRESS, str(UNREADABLE)) from error
    if origin(request.url or "") != call.target.origin:
        raise Stopped(Failure.BLOCKED_ADDRESS, str(UNREADABLE))
    return request


@lru_cache(maxsize=64)
def _addressed(url: str) -> requests.PreparedRequest:
    """Still without headers and body. Who sends sends to few addresses, and to read one takes longer than all else."""
    return requests.Request("POST", url).prepare()


def _check_address(call: Call) -> None:
    """Raises Stopped unless every parser reads the same host in it.

    `http://127.0.0.1\\@api.anthropic.com` is one host to Python and another to requests.
    """
    try:
        if not call.target.simulated:
            check_base_url(call.target.base_url, settings.UPSTREAM_ALLOWED)
    except BadAddress as error:
        detail = UNENCRYPTED if error.trouble == Trouble.PLAIN_HTTP else UNREADABLE
        raise Stopped(Failure.BLOCKED_ADDRESS, str(detail)) from error
    if not call.path.startswith("/"):
        raise Stopped(Failure.BLOCKED_ADDRESS, str(UNREADABLE))


def proxies(request: requests.PreparedRequest) -> dict[str, str]:
    """The proxy to take, if any. Raises Stopped where we may not go, as far as the address itself tells."""
    parts = urlsplit(request.url or "")
    if parts.scheme not in PORTS or not settings.UPSTREAM_PROXY:
        return {}
    host, port, allowed = parts.hostname or "", parts.port or PORTS[parts.scheme], settings.UPSTREAM_ALLOWED
    if is_listed(host, port, allowed):
        return {}
    judge_unresolved(host, port, allowed)
    return {parts.scheme: settings.UPSTREAM_PROXY}
