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
from betas.playground.body import assembled, stated
from betas.playground.holds import BLANKS
from betas.playground.request_form import CODE, JSON
from betas.playground.turns import ROLES
from betas.upstream.call import Call

MESSAGES, COUNT_TOKENS = "/v1/messages", "/v1/messages/count_tokens"
NOT_COUNTED = ("max_tokens", "stream")
FIELD_OF = {"messages": "turns"}
BETA_RULE = gettext_lazy("only ASCII letters, digits and . _ : - after a first letter or digit, at most 128.")

Values = Mapping[str, Any]
Problem = tuple[str, str]


def problems(values: Values, upstream: Upstream | None) -> Iterator[Problem]:
    """Field and sentence, for what no field alone can know. A field that is already wrong has no value here."""
    yield from doubled(values, upstream)
    yield from _missing_json(values) if _is_json(values) else _missing(values)
    yield from _malformed(values)
    if values.get("fault") and upstream and not upstream.simulated:
        yield "fault", _("Only the simulator makes faults on demand.")


def doubled(values: Values, _upstream: Upstream | None) -> Iterator[Problem]:
    """What is said by a field of the form and among the further ones too."""
    if twice := [name for name in values.get("further", {}) if name in stated(values)]:
        both = _("In the form as well: %(names)s. Leave one of the two empty.")
        yield "further", both % {"names": ", ".join(twice)}


def _missing_json(values: Values) -> Iterator[Problem]:
    if values.get("json") == {}:
        yield "json", _("A request is needed here, as a JSON object.")


def _missing(values: Values) -> Iterator[Problem]:
    yield from _missing_turns(values)
    needed = {"model": _("Which model?"), "messages": _("Write at least one turn.")}
    if values.get("path") == MESSAGES:
        needed["max_tokens"] = _("How many tokens at most?")
    for name, question in needed.items():
        field = FIELD_OF.get(name, name)
        if field in values and values[field] in BLANKS and name not in values.get("further", needed):
            yield field, question


def _missing_turns(values: Values) -> Iterator[Problem]:
    messages = values.get("turns") or []
    for number, message in enumerate(messages, 1):
        if isinstance(message["content"], str) and not message["content"].strip():
            yield "turns", _("Turn %(number)s is empty: write something or remove it.") % {"number": number}
    if messages and not any(message["role"] == ROLES[0] for message in messages):
        yield "turns", _("Write at least one turn of the user.")


def _malformed(values: Values) -> Iterator[Problem]:
    try:
        line = header.join(header.to_send(names(values)))
    except header.MalformedBeta as error:
        yield "free", _("%(name)s is no beta name: %(rule)s") % {"name": ascii(error.name), "rule": BETA_RULE}
        return
    if len(line) > header.MAX_HEADER_BYTES:
        yield "free", _("The header would be longer than %(most)s bytes.") % {"most": header.MAX_HEADER_BYTES}


def names(values: Values) -> list[str]:
    """Picked names as they are, then what is typed, split at commas and lines, each once."""
    typed = header.split((values.get("free") or "").replace("\r\n", "\n").split("\n"))
    return list(dict.fromkeys(filter(None, [*(values.get("betas") or []), *typed])))


def body(values: Values) -> dict[str, Any]:
    """What is sent, of values without problems: of the form's fields without those that the endpoint does not take."""
    if _is_json(values):
        return dict(values["json"])
    left_out = kept(values)
    return {name: value for name, value in assembled(values).items() if name not in left_out}


def kept(values: Values) -> dict[str, Any]:
    """What the form says and the endpoint does not take."""
    if _is_json(values):
        return dict(values["kept"])
    said = stated(values)
    return {name: said[name] for name in NOT_COUNTED if name in said and values.get("path") == COUNT_TOKENS}


def _is_json(values: Values) -> bool:
    return values.get("view") in (JSON, CODE)


def call(values: Values, upstream: Upstream, body: Mapping[str, Any], typed: str) -> Call:
    """Of values without problems. What is `typed` as JSON is sent as it is typed."""
    sent = typed.strip() if _is_json(values) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return build_call(
        upstream,
        path=values["path"],
        body=sent.encode(),
        betas=names(values),
        api_version=values["api_version"],
        stream=body.get("stream") is True and values["path"] == MESSAGES,
        fault=values["fault"],
    )


def idempotency_key(values: Values, call: Call) -> str | None:
    """The same for the same request from the same page: a reload does not send twice, an edit does send again."""
    if not values["once"]:
        return None
    parts = (values["once"], values["upstream"], call.path, call.beta_header, call.api_version, values["fault"])
    return hashlib.sha256(repr(parts).encode() + call.body).hexdigest()
