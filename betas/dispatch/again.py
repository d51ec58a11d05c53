"""What was sent once, sent again with one repair: same upstream, same key, the exchange it came from as its parent."""

import hashlib
import json

from django.utils.translation import gettext as _

from betas import header
from betas.access import keys
from betas.diagnosis.findings import Fix, apply
from betas.dispatch.build import HeaderTooLong, build_call
from betas.dispatch.sender import Sender, with_key
from betas.history import read, verdict
from betas.history.body import unpack
from betas.models import Exchange, Upstream, UpstreamKey, User
from betas.models.choices import Source
from betas.upstream.call import Call, Credential

FAULT = "x-simulator-fault"


class Gone(LookupError):
    """It cannot be sent as it was. Its text says why, for people."""


def again(exchange: Exchange, fix: Fix, user: User, once: str) -> tuple[Call, Sender]:
    """The call with exactly this repair, and who sends it; the same `once` sends the same repair only once.

    Asks for the exchange's `body` and `upstream`. Raises Gone.
    """
    if missing := read.gone(exchange):
        raise Gone(_("%(why)s So nothing was sent.") % {"why": missing})
    upstream = _upstream(exchange)
    sender = _sender(exchange, upstream, user, _idempotency_key(exchange, fix, once))
    return _call(exchange, upstream, fix), sender


def _upstream(exchange: Exchange) -> Upstream:
    if exchange.upstream is None or not exchange.upstream.enabled:
        raise Gone(
            _("The upstream %(name)s is gone or closed, so nothing was sent.") % {"name": exchange.upstream_name}
        )
    return exchange.upstream


def _sender(exchange: Exchange, upstream: Upstream, user: User, idempotency_key: str) -> Sender:
    try:
        key, label, credential = _key(exchange, upstream)
    except keys.UNUSABLE as error:
        raise Gone(_("The key that it was sent with is gone, so nothing was sent.")) from error
    return Sender(
        exchange.project, user, None, Source.REPLAY, upstream, key, label, credential,
        parent=exchange, idempotency_key=idempotency_key,
    )  # fmt: skip


def _key(exchange: Exchange, upstream: Upstream) -> tuple[UpstreamKey | None, str, Credential | None]:
    """The one that it was sent with. Raises keys.NoSuchKey, keys.KeyUnreadable."""
    if upstream.simulated:
        return None, "", None
    value = keys.value_of(exchange.key_id, exchange.key_label)
    return with_key(upstream, keys.chosen(exchange.project, upstream, value))


def _call(exchange: Exchange, upstream: Upstream, fix: Fix) -> Call:
    betas, body = _mended(exchange, fix)
    try:
        return build_call(
            upstream,
            path=exchange.path,
            body=body,
            betas=betas,
            api_version=exchange.api_version,
            stream=exchange.stream,
            fault=exchange.body.request_headers.get(FAULT, ""),
        )
    except (header.MalformedBeta, HeaderTooLong) as error:
        raise Gone(_("Its header holds a name that cannot be sent from here, so nothing was sent.")) from error


def _mended(exchange: Exchange, fix: Fix) -> tuple[tuple[str, ...], bytes]:
    """Names and body; a body that the repair does not touch goes out byte by byte as it was."""
    given = read.request_json(exchange)
    before = given if isinstance(given, dict) else {}
    betas, after = apply([fix], verdict.names(exchange), before)
    if after is before:
        return betas, unpack(exchange.body.request, exchange.body.request_codec)
    return betas, json.dumps(after, separators=(",", ":")).encode()


def _idempotency_key(exchange: Exchange, fix: Fix, once: str) -> str:
    return hashlib.sha256(repr((once, exchange.pk, fix.remove, fix.add, fix.unset)).encode()).hexdigest()
