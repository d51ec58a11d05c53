"""A request as it goes over the wire."""

import re

from django.utils.translation import gettext as _

from betas.code.reading.json_text import body_of
from betas.code.reading.value import Found, Unreadable

FIRST_LINE = re.compile(r"\A\s*+(?:POST|GET|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+(?: HTTP/[0-9.]+)?[ \t]*\r?\n")
FOLD = re.compile(r"[ \t]*+\n[ \t]++")
LOCAL = ("localhost", "127.", "[::1]")


def found(text: str) -> Found:
    """Raises Unreadable."""
    head, _blank, body = text.lstrip().partition("\n\n")
    first, *lines = FOLD.sub(" ", head).split("\n")
    method, target = first.split()[:2]
    if method != "POST":
        raise Unreadable(_("Only POST requests are read; this is %(method)s.") % {"method": method})
    headers = [(name, value.strip()) for name, _colon, value in (line.partition(":") for line in lines)]
    left_out: list[str] = []
    return Found(_url(target, headers), headers, body_of(body, left_out), left_out)


def _url(target: str, headers: list[tuple[str, str]]) -> str:
    """Nothing says whether it was encrypted: on this machine it was not."""
    if "://" in target:
        return target
    host = next((value for name, value in headers if name.lower() == "host"), "")
    scheme = "http" if host.startswith(LOCAL) else "https"
    return f"{scheme}://{host}{target}" if host else target
