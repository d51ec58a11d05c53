"""How gunicorn serves: read by `gunicorn --config dashboard/gunicorn.py dashboard.wsgi`."""

import gc
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

os.umask(0o077)

HOST = os.environ.get("HOST", "127.0.0.1")
MEMORY = Path("/dev/shm")  # noqa: S108  only its existence is asked for: heartbeats on a busy disk stall the workers

bind = f"[{HOST}]:{os.environ.get('PORT', '8000')}" if ":" in HOST else f"{HOST}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "128"))
timeout = 60
graceful_timeout = 30
control_socket_disable = True
worker_tmp_dir = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
# Addresses hold one-time links, so none are logged.
accesslog = None
forwarded_allow_ips = ""


def post_worker_init(worker: object) -> None:
    """Runs once Django is loaded, in the worker alone, before anybody is answered."""
    from betas.dispatch import places  # no model can be imported any earlier
    from betas.history import housekeeping
    from betas.history.keeping import hourly, restore

    restore.mark_in_use()
    _warm_up()
    housekeeping.start()
    hourly.start()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        _first(number, places.closing.set)


def _warm_up() -> None:
    """Imports every view and reads the catalogue and the certificates, so that the first who ask need not wait.

    What is there then stays: looked through for garbage again and again, it took a sixteenth of a request's time.
    """
    import django.db
    from django.urls import get_resolver

    from betas.catalogue import facts
    from betas.upstream import client

    get_resolver().url_patterns  # noqa: B018
    with suppress(django.db.Error):
        facts.current()
    client.warm_up()
    django.db.connections.close_all()
    gc.collect()
    gc.freeze()


def _first(number: signal.Signals, act: Callable[[], None]) -> None:
    """What gunicorn does at a signal, after `act`."""
    before = signal.getsignal(number)

    def handle(signum: int, frame: FrameType | None) -> None:
        act()
        if callable(before):
            before(signum, frame)

    signal.signal(number, handle)
