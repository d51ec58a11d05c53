"""The only writer of exchanges: a row before anything is sent, a recording meanwhile, an end where the sender died."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import django.db
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from betas.history import ending, prompt, read, redaction, rows
from betas.history.body import pack
from betas.history.checkpoints import lease
from betas.history.recording import Recording, sent_names, to_store
from betas.history.rollups import Tally
from betas.models import Exchange, ExchangeBeta, ExchangeBody, Project, UpstreamKey
from betas.models.choices import State
from betas.upstream.call import Call, Failure

log = logging.getLogger(__name__)


class NotWritten(Exception):
    """The row could not be written, so nothing was sent. Its text may be shown."""


class SentBefore(Exception):
    """The project has sent with this idempotency key already; `exchange` is what was sent then."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(str(exchange.pk))
        self.exchange = exchange


@contextmanager
def or_not_written() -> Iterator[None]:
    """Turns what the database raises into NotWritten."""
    try:
        yield
    except django.db.Error as error:
        log.exception("No exchange could be written, so nothing was sent")
        raise NotWritten(_("This could not be written down, so nothing was sent. Try again in a moment.")) from error


def open_exchange(exchange: Exchange, call: Call, headers: Mapping[str, str]) -> Recording:
    """Commits `exchange` (unsaved; it says who sends, and where to) as sending `call`, whose headers are `headers`.

    Raises SentBefore, NotWritten where its key was deleted meanwhile, and the database's own errors.
    """
    _describe(exchange, call)
    try:
        with transaction.atomic(durable=True):
            _insert(exchange, call, headers)
    except IntegrityError as error:
        if before := _sent_before(exchange.project, exchange.idempotency_key):
            raise SentBefore(before) from error
        if exchange.key_id and not UpstreamKey.objects.filter(pk=exchange.key_id).exists():
            gone = _("The key %(label)s was deleted meanwhile, so nothing was sent. Choose another, or add it anew.")
            raise NotWritten(gone % {"label": exchange.key_label}) from error
        raise
    return Recording(exchange)


def _describe(exchange: Exchange, call: Call) -> None:
    asked = prompt.read(call.body)
    exchange.state, exchange.lease_until = State.SENDING, lease()
    exchange.simulated, exchange.stream = call.target.simulated, call.stream
    exchange.path, exchange.api_version, exchange.beta_header = call.path, call.api_version, call.beta_header
    exchange.model, exchange.request_bytes = asked.model, len(call.body)
    exchange.preview = asked.preview if exchange.project.store_bodies else ""


def _insert(exchange: Exchange, call: Call, headers: Mapping[str, str]) -> None:
    rows.insert(Exchange, [exchange])
    request, codec = pack(call.body)
    body = ExchangeBody(
        exchange=exchange, request=request, request_codec=codec, request_headers=redaction.sent(headers)
    )
    rows.insert(ExchangeBody, [to_store(body)])
    names = enumerate(sent_names(exchange))
    uses = [ExchangeBeta(exchange=exchange, name=name, position=at, model=exchange.model) for at, name in names]
    rows.insert(ExchangeBeta, uses)


def _sent_before(project: Project, idempotency_key: str | None) -> Exchange | None:
    """What the project sent with this key, None where it is new or not given."""
    if idempotency_key is None:
        return None
    return Exchange.objects.for_project(project).filter(idempotency_key=idempotency_key).first()


def interrupt(exchange: Exchange) -> bool:
    """Ends an exchange whose process is gone. False where its process lives or another sweep was first."""
    abandoned = Exchange.objects.abandoned().filter(pk=exchange.pk)
    with transaction.atomic():
        if not abandoned.update(state=State.INTERRUPTED, failure=Failure.INTERRUPTED, lease_until=None):
            return False
        exchange.refresh_from_db()
        _count(Tally(), exchange)
    with transaction.atomic():
        _gather(exchange)
    return True


def _count(tally: Tally, exchange: Exchange) -> None:
    tally.add(exchange, sent_names(exchange))
    tally.write()


def _gather(exchange: Exchange) -> None:
    """Puts the checkpoints together and takes from them what the row can say."""
    tally = Tally()
    tally.add(exchange, sent_names(exchange), times=-1)
    response, times, answer = read.response_bytes(exchange), read.times(exchange), read.answer_of(exchange)
    packed, codec = (b"", ExchangeBody.GONE) if read.gone(exchange) else pack(response)
    exchange.betas.update(is_error=True)
    Exchange.objects.filter(pk=exchange.pk).update(
        **ending.said(answer),
        first_token_ms=ending.first_token_ms(answer, times),
        response_bytes=len(response),
        fingerprint=ending.failure_fingerprint(exchange, Failure.INTERRUPTED),
    )
    ExchangeBody.objects.filter(pk=exchange.pk).update(
        response=packed, response_codec=codec, events=times, searchable=True if codec == ExchangeBody.GONE else None
    )
    exchange.parts.all().delete()
    exchange.refresh_from_db()
    _count(tally, exchange)
