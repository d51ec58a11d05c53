"""Ends what lost its sender, makes searchable what ended: a thread in every worker, since any may be the one left."""

import logging
import threading
from time import monotonic

from django.conf import settings
from django.db import close_old_connections

from betas.history import record, words
from betas.models import Exchange

log = logging.getLogger(__name__)
pause = threading.Event()
PAUSE_S = 0.05


def sweep() -> int:
    """Marks what is still sending without a lease as interrupted; how many. Many processes may sweep at once."""
    return sum(record.interrupt(exchange) for exchange in Exchange.objects.abandoned())


def index(for_s: float) -> int:
    """Makes ended exchanges searchable, a few at a time, so that who sends can write in between; how many."""
    until, number = monotonic() + for_s, 0
    while monotonic() < until and (more := words.index_pending()):
        number += more
        pause.wait(PAUSE_S)
    return number


def start() -> threading.Thread:
    """Works now and every few seconds for as long as the process lives."""
    thread = threading.Thread(target=_run, name="housekeeping", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    while True:
        _round()
        pause.wait(settings.SWEEP_S)


def _round() -> None:
    try:
        if swept := sweep():
            log.warning("Marked as interrupted, their sender gone: %d", swept)
        index(settings.SWEEP_S)
    except Exception:  # the thread must outlive whatever one round meets
        log.exception("Housekeeping failed; the next round follows")
    finally:
        close_old_connections()
