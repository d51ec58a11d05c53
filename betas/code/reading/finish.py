"""From what a reader found to the request: the address taken apart, the headers sorted, keys dropped."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from betas.code.naming import NO_KEY
from betas.code.reading.value import Found, Reading, Unreadable
from betas.code.request import Request
from betas.code.writing.sdk import API_VERSION, BASE_URL

KEYS = frozenset({"authorization", "x-api-key", "proxy-authorization", "cookie"})
# They belong to the way there, not to the request.
OF_THE_WAY = frozenset(
    {"accept", "accept-encoding", "accept-language", "connection", "content-length", "content-type", "host", "expect"}
    | {"user-agent", "origin", "referer", "priority", "transfer-encoding", "cache-control", "pragma", "te", "dnt"}
)
OF_THE_WAY_FAMILIES = ("x-stainless-", "sec-", ":")
VARIABLE = re.compile(r"\$|%[A-Za-z_]+%|\{\{|<|your[-_ ]|process\.env|os\.environ", re.IGNORECASE)
KEY_IN_TEXT = re.compile(r"sk-ant-[A-Za-z0-9_-]{16,}")


def finished(found: Found) -> Reading:
    """Raises Unreadable where there is no address to send to."""
    said = dict.fromkeys(found.left_out)
    base_url, path = _address(found.url, said)
    betas, version, style = [], API_VERSION, found.header_style
    for name, value in ((name.strip().lower(), value.strip()) for name, value in found.headers):
        if name == "anthropic-beta":
            betas += [piece for piece in (each.strip() for each in value.split(",")) if piece]
        elif name == "anthropic-version":
            version = value
        elif name in KEYS:
            style = {"authorization": "bearer", "x-api-key": "x-api-key"}.get(name, style)
            if value and not VARIABLE.search(value):
                said[_("The key in the header %(name)s was dropped.") % {"name": name}] = None
        elif name not in OF_THE_WAY and not name.startswith(OF_THE_WAY_FAMILIES):
            said[_("The header %(name)s was left out.") % {"name": ascii(name)[1:-1][:100]}] = None
    body = without_keys(found.body)
    if body != found.body:
        said[_("A key in the body was replaced by %(mark)s.") % {"mark": NO_KEY}] = None
    return Reading(Request(base_url, path, body, tuple(betas), version, style), tuple(said), alone=found.alone)


def _address(url: str, said: dict[str, None]) -> tuple[str, str]:
    """Base address and path, parted before /v1/; a variable stands for the usual address."""
    if url.startswith(("$", "%", "{")):
        url = url[url.find("/v1/") :] if "/v1/" in url else url
        said[_("The address is a variable: %(address)s was taken.") % {"address": BASE_URL}] = None
    if url.startswith("/"):
        url = BASE_URL + url
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise Unreadable(_("The address cannot be read.")) from error
    if not host or parts.scheme not in ("http", "https"):
        raise Unreadable(_("There is no web address that the request would go to."))
    if "@" in parts.netloc:
        said[_("The name and password in the address were dropped.")] = None
    if parts.query not in ("", "beta=true"):
        said[_("What stands after the question mark of the address was left out.")] = None
    before, cut, rest = parts.path.partition("/v1/")
    if not cut or not rest:
        raise Unreadable(_("The address has no path such as /v1/messages."))
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{before.rstrip('/')}", f"/v1/{rest.rstrip('/')}"


def without_keys(value: Any) -> Any:
    if isinstance(value, str):
        return KEY_IN_TEXT.sub(NO_KEY, value)
    if isinstance(value, dict):
        return {KEY_IN_TEXT.sub(NO_KEY, key): without_keys(inner) for key, inner in value.items()}
    return [without_keys(inner) for inner in value] if isinstance(value, list) else value
