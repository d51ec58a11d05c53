"""Ends what lost its sender, and lets go of what retention takes: threads in every worker, since any of them may be the
one that is left."""

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import close_old_connections

from betas.history import record
from betas.history.keeping import prune
from betas.models import Exchange

log = logging.getLogger(__name__)

PRUNE_S = 60


def sweep() -> int:
    """Marks what is still sending without a lease as interrupted; how many. Many processes may sweep at once."""
    return sum(record.interrupt(exchange) for exchange in Exchange.objects.abandoned())


def start() -> list[threading.Thread]:
    """Looks now and every so often for as long as the process lives; a long pruning holds up no sweep."""
    threads = [
        threading.Thread(target=_run, args=args, name="housekeeping", daemon=True)
        for args in ((_sweep, settings.SWEEP_S), (_prune, PRUNE_S))
    ]
    for thread in threads:
        thread.start()
    return threads


def _run(work: Callable[[], None], pause_s: float) -> None:
    pause = threading.Event()
    while True:
        _round(work)
        pause.wait(pause_s)


def _sweep() -> None:
    if swept := sweep():
        log.warning("Marked as interrupted, their sender gone: %d", swept)


def _prune() -> None:
    pruned = prune.run(only_if_due=True)
    if pruned and (pruned.rows or pruned.bodies):
        log.info("Retention took %d exchanges and the bodies of %d more", pruned.rows, pruned.bodies)


def _round(work: Callable[[], None] = _sweep) -> None:
    try:
        work()
    except Exception:  # the thread must outlive whatever one round meets
        log.exception("%s failed; the next one follows", "A sweep" if work is _sweep else "A pruning")
    finally:
        close_old_connections()
