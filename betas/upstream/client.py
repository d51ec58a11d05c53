"""The one door to the outside: a call goes out, its bytes come back as they arrive, then exactly one Outcome."""

import threading
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from betas.upstream import reader, wire
from betas.upstream.call import Call, Credential, Failure, Outcome
from betas.upstream.echo import Pieces, masked
from betas.upstream.failures import Stopped, Verdict
from betas.upstream.flight import Flight

__all__ = ["mount", "sent_headers", "stream", "warm_up"]

TICK_S = 0.5
LONGEST_DETAIL = 300
# Cut, it could end in the middle of an echoed key, which is then not known for one.
LONGEST_HOST = 100

mount = reader.mount
warm_up = reader.warm_up
sent_headers = wire.sent_headers


def stream(call: Call, credential: Credential | None, *, cancel: threading.Event) -> Pieces:
    """Yields the decoded body as it arrives, b"" about every half second of silence, then one Outcome, last.

    Setting `cancel` from another thread, or closing this generator, ends the upstream connection; nothing is sent
    after that. Never retries, never follows a redirect, raises nothing that is expected.
    """
    flight, tally = Flight(call.limits, cancel), Tally(call.limits.body_bytes)
    try:
        flight.check()
        reader.start(flight, wire.prepare(call, credential), call.limits)
    except Stopped as stopped:
        flight.end(stopped.verdict)
    try:
        yield from masked(_relay(flight, tally, cancel), credential)
    finally:
        flight.stop()


class Tally:
    """Counts decoded bytes up to a cap."""

    def __init__(self, cap: int) -> None:
        self.size = 0
        self.full = False
        self.first_byte_ms: int | None = None
        self._cap = cap

    def keep(self, data: bytes, at_ms: int) -> bytes:
        """What of `data` is within the cap."""
        if data and self.first_byte_ms is None:
            self.first_byte_ms = at_ms
        self.full = self.size + len(data) > self._cap
        kept = data[: self._cap - self.size] if self.full else data
        self.size += len(kept)
        return kept


def _relay(flight: Flight, tally: Tally, cancel: threading.Event) -> Pieces:
    verdict = None
    while verdict is None:
        clock = flight.clock()
        item = flight.box.take(min(TICK_S, clock.left)) if clock.left > 0 else clock.verdict()
        if isinstance(item, Verdict):
            verdict = item
        else:
            yield tally.keep(item, flight.elapsed_ms())
            verdict = _over(tally, cancel)
    flight.stop()
    yield _outcome(flight, tally, verdict)


def _over(tally: Tally, cancel: threading.Event) -> Verdict | None:
    """Why to stop reading now, None to go on."""
    if tally.full:
        return Verdict(Failure.TOO_LARGE, _("More than %(size)d bytes came.") % {"size": tally.size})
    return Verdict(stopped=True) if cancel.is_set() else None


def _outcome(flight: Flight, tally: Tally, verdict: Verdict) -> Outcome:
    reply, partial = flight.reply, verdict.stopped or verdict.failure is not None
    if reply and 300 <= reply.status < 400 and not verdict.stopped:
        verdict = Verdict(Failure.REDIRECT, _leads_to(dict(reply.headers).get("location", "")))
    return Outcome(
        state="cancelled" if verdict.stopped else "failed" if verdict.failure else "done",
        failure=verdict.failure,
        detail=verdict.detail[:LONGEST_DETAIL],
        status=reply.status if reply else None,
        headers=reply.headers if reply else (),
        first_byte_ms=tally.first_byte_ms,
        total_ms=flight.elapsed_ms(),
        size=tally.size,
        truncated=partial and reply is not None,
        close_delimited=reply is not None and reply.close_delimited,
    )


def _leads_to(location: str) -> str:
    """Names the host alone: the rest of a redirect may hold secrets."""
    try:
        host = urlsplit(location).hostname
    except ValueError:
        host = None
    if not host or len(host) > LONGEST_HOST or not host.isascii() or not host.isprintable():
        return _("It names no other host.")
    return _("It leads to %(host)s.") % {"host": host}
