"""An entry of a HAR file, or the file."""

from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.json_text import body_of
from betas.code.reading.value import Found, Unreadable


def is_har(value: object) -> bool:
    return isinstance(value, dict) and (isinstance(value.get("log"), dict) or isinstance(value.get("request"), dict))


def found(value: dict[str, Any]) -> Found:
    """The first entry that posts to /v1/. Raises Unreadable."""
    entries = [value] if "request" in value else value["log"].get("entries")
    requests = _mappings([entry.get("request") for entry in _mappings(entries)])
    posts = [request for request in requests if _posts(request)]
    if not posts:
        raise Unreadable(_("The file holds no POST request to an address with /v1/."))
    left_out = [] if len(posts) == 1 else [_("Of %(count)s requests the first was taken.") % {"count": len(posts)}]
    data = posts[0].get("postData")
    text = data.get("text") if isinstance(data, dict) else None
    if not isinstance(text, str):
        raise Unreadable(_("The entry does not hold the request's body."))
    return Found(posts[0]["url"], _headers(posts[0].get("headers")), body_of(text, left_out), left_out)


def _mappings(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _posts(request: dict[str, Any]) -> bool:
    url = request.get("url")
    return request.get("method") == "POST" and isinstance(url, str) and "/v1/" in url


def _headers(lines: object) -> list[tuple[str, str]]:
    pairs = [(line.get("name"), line.get("value")) for line in _mappings(lines)]
    return [(name, value) for name, value in pairs if isinstance(name, str) and isinstance(value, str)]
