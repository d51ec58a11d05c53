"""An exchange's request as a link that fills the playground and never sends."""

import json

from django.urls import reverse
from django.utils.http import urlencode

from betas.code.keyless import keyless
from betas.history import read, verdict
from betas.models import Exchange

# What every browser, chat and mail program lets through.
LONGEST = 2000


def link(exchange: Exchange) -> str:
    """The request itself where it is small, for people of any instance; else where it is kept. No key is in it."""
    page, body = reverse("playground:index"), read.request_json(exchange)
    if isinstance(body, dict) and exchange.request_bytes <= LONGEST:
        text = json.dumps(body, separators=(",", ":"))
        asked = [("body", text), ("path", exchange.path), ("api_version", exchange.api_version)]
        asked += [("beta", name) for name in verdict.names(exchange)]
        whole = f"{page}?{urlencode([(name, keyless(value)[0]) for name, value in asked])}"
        if len(whole) <= LONGEST:
            return whole
    return f"{page}?from={exchange.pk}"
