"""A line that an SDK writes when its log level is debug."""

import re
from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.literal import UNKNOWN, Reader, text_fields
from betas.code.reading.sdk_call import SdkCall, made
from betas.code.reading.value import Found, Unreadable

LINE = re.compile(r"\bRequest options:\s*(?=\{)|\bsending request\s*(?=\{)")


def found(text: str) -> Found:
    """Raises Unreadable."""
    match = LINE.search(text)
    said = Reader(text, match.end()).value() if match else UNKNOWN
    if not isinstance(said, dict):
        raise Unreadable(_("The line does not hold the request."))
    options = said.get("options") if isinstance(said.get("options"), dict) else said
    body = _first(options, "json_data", "body")
    url = _first(said, "url", "path")
    if not isinstance(body, dict) or not isinstance(url, str):
        raise Unreadable(_("The line does not hold the request."))
    headers = text_fields(options.get("headers")) | text_fields(said.get("headers"))
    call = SdkCall("", verbatim=body, headers=headers)
    if "://" in url:
        call.base_url = ""
    call.path = url
    return made(call)


def _first(said: dict[str, Any], *names: str) -> Any:
    return next((said[name] for name in names if name in said), None)
