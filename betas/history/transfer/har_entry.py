"""An entry of a HAR as an exchange: what any recorder keeps of a request to the API, judged as if it had just ended."""

import base64
import binascii
import hashlib
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from betas.diagnosis.consult import consult
from betas.history import ending, prompt, verdict
from betas.history.body import clean
from betas.history.ending import Ending
from betas.history.transfer.given import Given
from betas.history.transfer.line import Stored, agreeing
from betas.history.transfer.strict import Unreadable
from betas.models import Exchange
from betas.models.choices import Source, State
from betas.upstream import answer as answers
from betas.upstream.call import Failure, Outcome

LONGEST_MS = 2**31 - 1
Json = dict[str, Any]


def is_call(value: Any) -> bool:
    """Whether it is a request of the kind that is kept here: what a browser asks for beside is passed over."""
    request = _object(_object(value).get("request"))
    url = request.get("url")
    return request.get("method") == "POST" and isinstance(url, str) and "/v1/" in url


def stored(value: Json) -> Stored:
    """Raises Unreadable."""
    given = _given(value)
    exchange = _asked(value, given)
    response = _object(value.get("response"))
    exchange.status = _status(response)
    exchange.duration_ms = _ms(value.get("time"))
    refused = _ended(exchange, given)
    agreeing(exchange)
    return Stored(exchange, given, frozenset(refused))


def _given(value: Json) -> Given:
    request, response = value["request"], _object(value.get("response"))
    body = _object(request.get("postData")).get("text", "")
    return Given.without_keys(
        _data(body, ""), dict(_headers(request)),
        _data(*(_object(response.get("content")).get(name, "") for name in ("text", "encoding"))),
        dict(_headers(response)), [],
    )  # fmt: skip


def _asked(value: Json, given: Given) -> Exchange:
    sent, base_url, path = given.request_headers, *_address(value["request"]["url"])
    asked = prompt.read(given.request)
    body = answers.json_of(given.request.decode(errors="replace"))
    at = _moment(value)
    return Exchange(
        id=_id(value, int(at.timestamp() * 1000)),
        created_at=at,
        source=Source.IMPORTED,
        upstream_name=clean(base_url, 50),
        simulated=base_url.startswith("simulator://"),
        path=clean(path, 200),
        model=asked.model,
        preview=asked.preview,
        api_version=sent.get("anthropic-version", "")[:20],
        beta_header=sent.get("anthropic-beta"),
        stream=isinstance(body, dict) and body.get("stream") is True,
        request_bytes=len(given.request),
        response_bytes=len(given.response),
    )


def _ended(exchange: Exchange, given: Given) -> tuple[str, ...]:
    """Fills in what the answer says; the names that were refused."""
    outcome = _outcome(exchange, given)
    answer = answers.read(exchange.stream, outcome, given.response)
    said = verdict.told(outcome, answer, given.response)
    names, headers = verdict.names(exchange), given.response_headers
    found = consult(exchange.status, said, betas=names, headers=headers) if said is not None else None
    end = Ending(outcome, answer, found)
    for name, value in ending.columns(exchange, end, None).items():
        setattr(exchange, name, value)
    return end.refused


def _outcome(exchange: Exchange, given: Given) -> Outcome:
    is_answered = exchange.status is not None
    return Outcome(
        state=State.DONE if is_answered else State.FAILED,
        failure=None if is_answered else Failure.RESET,
        detail="" if is_answered else _("The file holds no answer."),
        status=exchange.status,
        headers=tuple(given.response_headers.items()),
        total_ms=exchange.duration_ms or 0,
        size=len(given.response),
    )


def _id(value: Json, ms: int) -> UUID:
    """Ours where the file is ours; else made of the moment and of all that the entry says: twice the same is one."""
    try:
        return UUID(_text(_object(value.get("_betaboard")).get("id")))
    except ValueError:
        pass
    digest = int.from_bytes(hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()[:10], "big")
    high, low = digest >> 68, digest & (2**62 - 1)
    return UUID(int=(ms % 2**48) << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def _moment(value: Json) -> datetime:
    try:
        at = parse_datetime(_text(value.get("startedDateTime")))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Unreadable(_("It does not say when it was sent."))
    return at


def _address(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError as error:
        raise Unreadable(_("The address cannot be read.")) from error
    before, _cut, path = parts.path.partition("/v1/")
    return f"{parts.scheme}://{host}{before}", f"/v1/{path}"


def _headers(side: Json) -> list[tuple[str, str]]:
    """The lines of a repeated name are joined by commas."""
    found: dict[str, str] = {}
    lines = side.get("headers")
    for line in lines if isinstance(lines, list) else []:
        name, value = _text(_object(line).get("name")).lower(), _text(_object(line).get("value"))
        found[name] = f"{found[name]},{value}" if name in found else value
    return list(found.items())


def _data(text: Any, encoding: Any) -> bytes:
    try:
        return base64.b64decode(_text(text), validate=True) if encoding == "base64" else _text(text).encode()
    except UnicodeEncodeError as error:
        raise Unreadable(_("A body holds a character that cannot be kept.")) from error
    except (binascii.Error, ValueError) as error:
        raise Unreadable(_("A body is no base64.")) from error


def _status(response: Json) -> int | None:
    status = response.get("status")
    return status if type(status) is int and 100 <= status <= 999 else None


def _ms(value: Any) -> int | None:
    return min(int(value), LONGEST_MS) if type(value) in (int, float) and 0 <= value < float("inf") else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
