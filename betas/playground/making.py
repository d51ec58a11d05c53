"""From the form's values to the call: what is missing or said twice, and the exact bytes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas import header
from betas.dispatch.build import build_call
from betas.models import Upstream
from betas.playground.body import assembled
from betas.upstream.call import Call

MESSAGES, COUNT_TOKENS = "/v1/messages", "/v1/messages/count_tokens"
FIELD_OF = {"model": "model", "max_tokens": "max_tokens", "system": "system", "messages": "turns"}
BETA_RULE = gettext_lazy("only ASCII letters, digits and . _ : - after a first letter or digit, at most 128.")

Values = Mapping[str, Any]
Problem = tuple[str, str]


def problems(values: Values, upstream: Upstream | None) -> list[Problem]:
    """Field and sentence, for what no field alone can know. A field that is already wrong has no value here."""
    found = [*_twice(values), *_missing(values), *_malformed(values)]
    if values.get("fault") and upstream and not upstream.simulated:
        found.append(("fault", _("Only the simulator makes faults on demand.")))
    return found


def _twice(values: Values) -> Iterator[Problem]:
    further = values.get("further", {})
    twice = [name for name, field in FIELD_OF.items() if name in further and _filled(values, field)]
    if twice:
        both = _("In the form as well: %(names)s. Leave one of the two empty.")
        yield "further", both % {"names": ", ".join(twice)}
    if "stream" in further:
        yield "further", _("Whether to stream is said by the checkbox: leave out “stream”.")


def _missing(values: Values) -> Iterator[Problem]:
    needed = {"model": _("Which model?"), "messages": _("Write at least one turn.")}
    if values.get("path") == MESSAGES:
        needed["max_tokens"] = _("How many tokens at most?")
    for name, question in needed.items():
        field = FIELD_OF[name]
        if field in values and not _filled(values, field) and name not in values.get("further", needed):
            yield field, question


def _malformed(values: Values) -> Iterator[Problem]:
    try:
        line = header.join(header.to_send(names(values)))
    except header.MalformedBeta as error:
        yield "free", _("%(name)s is no beta name: %(rule)s") % {"name": ascii(error.name), "rule": BETA_RULE}
        return
    if len(line) > header.MAX_HEADER_BYTES:
        yield "free", _("The header would be longer than %(most)s bytes.") % {"most": header.MAX_HEADER_BYTES}


def _filled(values: Values, field: str) -> bool:
    return values.get(field) not in (None, "", [])


def names(values: Values) -> list[str]:
    """Picked names as they are, then what is typed, split at commas and lines, each once."""
    typed = header.split((values.get("free") or "").replace("\r\n", "\n").split("\n"))
    return list(dict.fromkeys(filter(None, [*(values.get("betas") or []), *typed])))


def call(values: Values, upstream: Upstream) -> Call:
    """Of values without problems."""
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
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def idempotency_key(values: Values, call: Call) -> str | None:
    """The same for the same request from the same page: a reload does not send twice, an edit does send again."""
    if not values["once"]:
        return None
    parts = (values["once"], values["upstream"], call.path, call.beta_header, call.api_version, values["fault"])
    return hashlib.sha256(repr(parts).encode() + call.body).hexdigest()
