"""Applies the retention about hourly: a thread in every worker, of which one at a time does it."""

import logging
import threading

from django.db import close_old_connections

from betas.history.keeping import prune

log = logging.getLogger(__name__)

LOOK_S = 60


def start() -> threading.Thread:
    """Looks now and every minute whether it is due; apart from housekeeping, which a long pruning would hold up."""
    thread = threading.Thread(target=_run, name="retention", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    pause = threading.Event()
    while True:
        _round()
        pause.wait(LOOK_S)


def _round() -> None:
    try:
        pruned = prune.run(only_if_due=True)
        if pruned and (pruned.rows or pruned.bodies):
            log.info("Retention took %d exchanges and the bodies of %d more", pruned.rows, pruned.bodies)
    except Exception:  # the thread must outlive whatever one round meets
        log.exception("The retention was not applied; it is tried again")
    finally:
        close_old_connections()
