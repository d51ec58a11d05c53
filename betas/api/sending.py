"""`POST /requests`: send what a program asks for, wait, and tell what became of it."""

import json
import re
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from betas import header
from betas.access import keys, upstreams
from betas.api.bearer import ApiRequest
from betas.api.parameters import without_nulls
from betas.api.problems import Problem, wrong
from betas.dispatch import send as dispatch
from betas.dispatch.build import HeaderTooLong, build_call
from betas.dispatch.sender import Sender, with_key
from betas.history import read
from betas.models import Exchange, Project, Upstream, UpstreamKey
from betas.models.choices import Fault, Source, State
from betas.upstream.call import Call, Credential

FAULT = "x-simulator-fault"
PRINTABLE = re.compile(r"[ -~]{1,100}\Z")
IDEMPOTENCY_KEY = re.compile(r"[!-~]{1,64}\Z")


class Sending(BaseModel):
    """What to send. What may be left out may also be null."""

    model_config = ConfigDict(extra="forbid")

    upstream: Annotated[str, Field(description="An upstream's name.")] = "simulator"
    key: Annotated[str | None, Field(description="A key's label; needed where the upstream has several.")] = None
    path: Literal["/v1/messages", "/v1/messages/count_tokens"] = "/v1/messages"
    api_version: Literal["2026-10-21", "2023-06-01"] = "2026-10-21"
    betas: Annotated[list[str] | str, Field(description="Names, or a header as one writes it.")] = []
    body: Annotated[dict[str, Any], Field(description="Sent as it is, its keys in the order given.")]
    headers: Annotated[dict[str, str], Field(description=f"`{FAULT}` alone, and only for the simulator.")] = {}

    null_is_absent = model_validator(mode="before")(without_nulls)


def sent(request: ApiRequest, sending: Sending) -> Exchange:
    """The exchange as it ended. Raises a Problem where nothing was sent, or something else with the same key."""
    sender = _sender(request, sending)
    call = _call(sender.upstream, sending)
    exchange = _sent(call, sender)
    if sender.idempotency_key:
        _refuse_other(exchange, call, sender.upstream)
    return exchange


def _sender(request: ApiRequest, sending: Sending) -> Sender:
    project = request.auth.project
    upstream = _upstream(project, sending.upstream)
    key, label, credential = _key(project, upstream, sending.key)
    again = _idempotency_key(request)
    return Sender(project, None, request.auth, Source.API, upstream, key, label, credential, idempotency_key=again)


def _upstream(project: Project, name: str) -> Upstream:
    for upstream in upstreams.enabled(project):
        if upstream.name == name:
            return upstream
    raise wrong("upstream", _("There is no upstream “%(name)s”.") % {"name": name})


def _key(project: Project, upstream: Upstream, label: str | None) -> tuple[UpstreamKey | None, str, Credential | None]:
    """The key of that label, or the only one there is. The simulator needs none."""
    if label is None and upstream.simulated:
        return None, "", None
    offers = keys.offered(project, [upstream])
    fitting = [offer for offer in offers if label in (None, offer.label)]
    if not fitting or (label is None and len(fitting) > 1):
        raise wrong("key", _which_key(label, [offer.label for offer in offers]))
    try:
        return with_key(upstream, fitting[0])
    except keys.UNUSABLE as error:
        raise wrong("key", str(error)) from error


def _which_key(label: str | None, labels: list[str]) -> str:
    if not labels:
        return _("This upstream has no key that can be used; see the keys page.")
    if label is None:
        return _("This upstream has several keys; name one of: %(labels)s.") % {"labels": ", ".join(labels)}
    return _("There is no such key; there is: %(labels)s.") % {"labels": ", ".join(labels)}


def _idempotency_key(request: ApiRequest) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not IDEMPOTENCY_KEY.match(key):
        raise wrong("Idempotency-Key", _("Give 1 to 64 visible ASCII characters."))
    return key


def _call(upstream: Upstream, sending: Sending) -> Call:
    try:
        return build_call(
            upstream,
            path=sending.path,
            body=_written(sending.body),
            betas=sending.betas,
            api_version=sending.api_version,
            stream=sending.body.get("stream") is True,
            fault=_fault(upstream, sending.headers),
        )
    except header.MalformedBeta as error:
        raise wrong("betas", _("%(name)s is not a beta name.") % {"name": ascii(error.name)}) from error
    except HeaderTooLong as error:
        raise wrong("betas", _("The header would be longer than 8 KiB.")) from error


def _written(body: dict[str, Any]) -> bytes:
    """Compact, as the official SDKs write it; half a surrogate pair, which UTF-8 has no bytes for, stays escaped."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body, separators=(",", ":")).encode()


def _fault(upstream: Upstream, headers: dict[str, str]) -> str:
    """A fault's name, with the options that the simulator knows, as in `429;retry-after=2`."""
    fault = ""
    for name, value in headers.items():
        if name.lower() != FAULT or not upstream.simulated:
            raise wrong(f"headers.{name}", _("Only x-simulator-fault can be set, and only for a simulator."))
        if value.partition(";")[0] not in Fault.values or not PRINTABLE.match(value):
            raise wrong(f"headers.{name}", _("There is no such fault; there is: %s.") % ", ".join(Fault.values))
        fault = value
    return fault


def _sent(call: Call, sender: Sender) -> Exchange:
    try:
        return dispatch.send(call, sender)
    except dispatch.TooManyStreams as error:
        wait = {"Retry-After": str(error.retry_after_s)}
        raise Problem(429, _("Too many requests are open; nothing was sent."), headers=wait) from error
    except dispatch.NotWritten as error:
        raise Problem(503, str(error)) from error


def _refuse_other(exchange: Exchange, call: Call, upstream: Upstream) -> None:
    """What the key gave may be of another time: then it must be the same, and have ended."""
    headers = exchange.body.request_headers
    asked = (call.path, call.api_version, call.beta_header, call.extra_headers.get(FAULT), len(call.body))
    sent = (exchange.path, exchange.api_version, exchange.beta_header, headers.get(FAULT), exchange.request_bytes)
    same_body = read.gone(exchange) or call.body.decode() == read.request_text(exchange)
    if asked != sent or not same_body or exchange.upstream_name != upstream.name:
        raise Problem(409, _("Something else was sent with this Idempotency-Key."))
    if exchange.state == State.SENDING:
        raise Problem(409, _("The request of this Idempotency-Key is still being sent."))
