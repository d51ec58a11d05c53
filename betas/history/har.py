"""An exchange as an HTTP Archive (HAR 1.2), without keys."""

from typing import Any
from urllib.parse import urlsplit

from betas.code.keyless import keyless
from betas.history import read
from betas.history.redaction import HIDDEN
from betas.models import Exchange

Json = dict[str, Any]
UNKNOWN = -1
VERSION = "1.2"
CREATOR = {"name": "Betaboard", "version": "1"}


def archive(exchange: Exchange, url: str, request: str, response: str) -> Json:
    """`url` is where it went, the texts are the bodies as they may be shown."""
    one = entry(exchange, url, request, {"text": response})
    return {"log": {"version": VERSION, "creator": CREATOR, "entries": [one]}}


def entry(exchange: Exchange, url: str, request: str, content: Json) -> Json:
    """`content` is the answer's body in HAR's words: `text`, and `encoding` where that is base64.

    The comment says why bodies are empty that were not.
    """
    took = exchange.duration_ms or 0
    first = min(exchange.first_token_ms or took, took)
    said = {
        "startedDateTime": exchange.created_at.isoformat(),
        "time": took,
        "request": _request(exchange, url, request),
        "response": _response(exchange, content),
        "cache": {},
        "timings": {"send": 0, "wait": first, "receive": took - first},
    }
    why = read.gone(exchange)
    return {**said, "comment": why} if why else said


def _request(exchange: Exchange, url: str, text: str) -> Json:
    host = urlsplit(url).netloc
    return {
        "method": "POST",
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "host", "value": host}, *_headers(exchange.body.request_headers)],
        "queryString": [],
        "postData": {"mimeType": "application/json", "text": text},
        "headersSize": UNKNOWN,
        "bodySize": exchange.request_bytes,
    }


def _response(exchange: Exchange, content: Json) -> Json:
    headers = exchange.body.response_headers
    kind = headers.get("content-type", "")
    return {
        "status": exchange.status or 0,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _headers(headers),
        "content": {"size": exchange.response_bytes, "mimeType": kind, **content},
        "redirectURL": "",
        "headersSize": UNKNOWN,
        "bodySize": exchange.response_bytes,
    }


def _headers(headers: dict[str, str]) -> list[Json]:
    """What was hidden is left out: a reader of the file would take the word for the value."""
    return [{"name": name, "value": keyless(value)[0]} for name, value in headers.items() if value != HIDDEN]
