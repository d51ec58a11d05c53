"""Ends what lost its sender: a thread in every worker, since any of them may be the one that is left."""

import logging
import threading

from django.conf import settings
from django.db import close_old_connections

from betas.history import record
from betas.models import Exchange

log = logging.getLogger(__name__)


def sweep() -> int:
    """Marks what is still sending without a lease as interrupted; how many. Many processes may sweep at once."""
    return sum(record.interrupt(exchange) for exchange in Exchange.objects.abandoned())


def start() -> threading.Thread:
    """Sweeps now and every few seconds for as long as the process lives."""
    thread = threading.Thread(target=_run, name="housekeeping", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    pause = threading.Event()
    while True:
        _round()
        pause.wait(settings.SWEEP_S)


def _round() -> None:
    try:
        if swept := sweep():
            log.warning("Marked as interrupted, their sender gone: %d", swept)
    except Exception:  # the thread must outlive whatever one round meets
        log.exception("A sweep failed; the next one follows")
    finally:
        close_old_connections()
