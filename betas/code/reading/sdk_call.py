"""What a call of an official SDK sends, from its parameters as far as they can be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.json_text import body_of
from betas.code.reading.literal import UNKNOWN, is_whole, text_fields
from betas.code.reading.value import Found, Unreadable
from betas.code.writing.sdk import BASE_URL, COUNT_TOKENS, MESSAGES

PATHS = {"create": MESSAGES, "stream": MESSAGES, "parse": MESSAGES}
PATHS |= {"count_tokens": COUNT_TOKENS, "countTokens": COUNT_TOKENS}
AS_HEADERS = {"user_profile_id", "workspace_id"}


@dataclass(slots=True)
class SdkCall:
    """What a call says: `parameters` are those of a method, `verbatim` or `text` goes into the body as it is.

    An address of UNKNOWN is one that is not written out.
    """

    path: str
    parameters: dict[str, Any] = field(default_factory=dict)
    verbatim: dict[str, Any] = field(default_factory=dict)
    text: str | None = None
    streams: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    base_url: Any = BASE_URL
    left_out: list[str] = field(default_factory=list)


def made(call: SdkCall) -> Found:
    """Raises Unreadable where the body is nothing that can be read."""
    body = _body(call) if call.text is None else body_of(call.text, call.left_out)
    if call.streams:
        body["stream"] = True
    names = {name.lower() for name in call.headers}
    style = "x-api-key" if "x-api-key" in names else "bearer"
    base_url = call.base_url if isinstance(call.base_url, str) else "$"
    return Found(base_url.rstrip("/") + call.path, list(call.headers.items()), body, call.left_out, style)


def _body(call: SdkCall) -> dict[str, Any]:
    betas = call.parameters.get("betas", [])
    if isinstance(betas, list) and betas:
        call.headers = {"anthropic-beta": ",".join(name for name in betas if isinstance(name, str)), **call.headers}
    if not is_whole(betas):
        call.left_out.append(_unread("betas"))
    for name in AS_HEADERS & call.parameters.keys():
        call.left_out.append(_("%(name)s is sent as a header and was left out.") % {"name": name})
    given = {
        name: value for name, value in call.parameters.items() if name not in (*AS_HEADERS, "betas")
    } | call.verbatim
    call.left_out += [_unread(name) for name, value in given.items() if not is_whole(value)]
    return {name: value for name, value in given.items() if is_whole(value)}


def _unread(name: str) -> str:
    return _("%(name)s was left out: its value is not written out, or not wholly.") % {"name": name[:100]}


def configure(call: SdkCall, base_url: Any, headers: Any, key: Any) -> None:
    """What the client was made with; what the call itself says goes before it."""
    call.base_url = base_url
    own = {name.lower() for name in call.headers}
    call.headers |= {name: value for name, value in text_fields(headers).items() if name.lower() not in own}
    if isinstance(key, str) and key:
        call.left_out.append(_("The key in the code was dropped."))


def from_options(path: Any, options: Any) -> SdkCall:
    """A call of `post` with the endpoint's path. Raises Unreadable."""
    if not isinstance(path, str) or not path.startswith("/") or not isinstance(options, Mapping):
        raise Unreadable(_("The call has no path and body that are written out."))
    call = SdkCall(path, headers=text_fields(options.get("headers")))
    body = options.get("body", UNKNOWN)
    if isinstance(body, str):
        call.text = body
    elif isinstance(body, dict):
        call.verbatim = body
    else:
        raise Unreadable(_("The call has no path and body that are written out."))
    return call
