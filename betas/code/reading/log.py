"""A line that an SDK writes when its log level is debug."""

import re
from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.literal import UNKNOWN, Reader, text_fields
from betas.code.reading.sdk_call import SdkCall, made
from betas.code.reading.value import Found, Unreadable
from betas.code.writing.sdk import BASE_URL

LINE = re.compile(r"\bRequest options:\s*(?=\{)|\bsending request\s*(?=\{)")


def found(text: str) -> Found:
    """Raises Unreadable."""
    match = LINE.search(text)
    said = Reader(text, match.end()).value() if match else UNKNOWN
    if not isinstance(said, dict):
        raise Unreadable(_("The line does not hold the request."))
    inner = said.get("options")
    options: dict[str, Any] = inner if isinstance(inner, dict) else said
    body, url = _first(options, "json_data", "body"), _first(said, "url", "path")
    if not isinstance(body, dict) or not isinstance(url, str):
        raise Unreadable(_("The line does not hold the request."))
    headers = text_fields(options.get("headers")) | text_fields(said.get("headers"))
    base_url = "" if "://" in url else BASE_URL
    return made(SdkCall(url, verbatim=body, headers=headers, base_url=base_url))


def _first(said: dict[str, Any], *names: str) -> Any:
    return next((said[name] for name in names if name in said), None)
