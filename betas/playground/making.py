"""From the form's values to the call: what is missing or said twice, and the exact bytes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from betas import header
from betas.dispatch.build import build_call
from betas.models import Upstream
from betas.playground.body import assembled
from betas.upstream.call import Call

MESSAGES, COUNT_TOKENS = "/v1/messages", "/v1/messages/count_tokens"
FIELD_OF = {"model": "model", "max_tokens": "max_tokens", "system": "system", "messages": "turns"}

Values = Mapping[str, Any]


def problems(values: Values) -> Iterator[tuple[str, str]]:
    """Field and sentence, for what each field alone cannot know. A field that is already wrong has no value here."""
    further = values.get("further", {})
    twice = [name for name, field in FIELD_OF.items() if name in further and _filled(values, field)]
    if twice:
        both = _("In the form as well: %(names)s. Leave one of the two empty.")
        yield "further", both % {"names": ", ".join(twice)}
    if "stream" in further:
        yield "further", _("Whether to stream is said by the checkbox: leave out “stream”.")
    yield from _missing(values, further)


def _missing(values: Values, further: Values) -> Iterator[tuple[str, str]]:
    needed = {"model": _("Which model?"), "messages": _("Write at least one turn.")}
    if values.get("path") == MESSAGES:
        needed["max_tokens"] = _("How many tokens at most?")
    for name, question in needed.items():
        field = FIELD_OF[name]
        if field in values and not _filled(values, field) and name not in further:
            yield field, question


def _filled(values: Values, field: str) -> bool:
    return values.get(field) not in (None, "", [])


def names(values: Values) -> list[str]:
    """Picked names as they are, then what is typed, split at commas and lines, each once."""
    typed = header.split((values.get("free") or "").replace("\r\n", "\n").split("\n"))
    return list(dict.fromkeys([*(values.get("betas") or []), *typed]))


def call(values: Values, upstream: Upstream) -> Call:
    """Raises MalformedBeta, HeaderTooLong."""
    streams = values["stream"] and values["path"] == MESSAGES
    return build_call(
        upstream,
        path=values["path"],
        body=_body(values, streams),
        betas=names(values),
        api_version=values["api_version"],
        stream=streams,
        fault=values["fault"],
    )


def _body(values: Values, streams: bool) -> bytes:
    stated = {name: values[name] for name in ("model", "max_tokens", "system")}
    if values["path"] == COUNT_TOKENS:
        del stated["max_tokens"]
    body = assembled(stated, values["turns"], values["further"]) | ({"stream": True} if streams else {})
    return json.dumps(body, ensure_ascii=False).encode()


def idempotency_key(once: str, call: Call) -> str | None:
    """The same for the same request from the same page: a reload does not send twice, an edit does send again."""
    if not once:
        return None
    parts = (once, call.target.base_url, call.path, call.beta_header, call.api_version, dict(call.extra_headers))
    return hashlib.sha256(repr(parts).encode() + call.body).hexdigest()
