"""How gunicorn serves: read by `gunicorn --config dashboard/gunicorn.py dashboard.wsgi`."""

import gc
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

os.umask(0o077)

HOST = os.environ.get("HOST", "127.0.0.1")
MEMORY = Path("/dev/shm")  # noqa: S108  only its existence is asked for: heartbeats on a busy disk stall the workers

bind = f"[{HOST}]:{os.environ.get('PORT', '8000')}" if ":" in HOST else f"{HOST}:{os.environ.get('PORT', '8000')}"
worker_class = "dashboard.lanes.Worker"
workers = int(os.environ.get("WORKERS", "3"))
threads = int(os.environ.get("THREADS", "128"))
timeout = 60
graceful_timeout = 30
control_socket_disable = True
# Loaded once, before the workers are forked: they share its memory.
preload_app = True
worker_tmp_dir = str(MEMORY) if os.access(MEMORY, os.W_OK) else None
# Addresses hold one-time links, so none are logged.
accesslog = None
forwarded_allow_ips = ""


def when_ready(server: object) -> None:
    """Makes what is made once, for all workers: every view, every address, the SQL of every request, the certificates.

    No database is asked: a handle on SQLite must not pass a fork.
    """
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils.translation import override

    from betas.models import prepared
    from betas.upstream import client

    for language, _name in settings.LANGUAGES:
        with override(language):
            get_resolver().reverse_dict  # noqa: B018  Django keeps one for each language
    prepared.warm_up()
    client.warm_up()
    _keep()


def pre_fork(server: Any, worker: Any) -> None:
    from dashboard import lanes  # gunicorn finds the project only once this file is read

    lanes.place(worker, server.WORKERS.values(), server.num_workers)


def post_worker_init(worker: object) -> None:
    """Runs in the worker alone, before anybody is answered."""
    import django.db

    from betas.catalogue import facts  # no model can be imported before Django is there
    from betas.dispatch import places
    from betas.history import housekeeping
    from betas.history.keeping import hourly, restore

    restore.mark_in_use()
    with suppress(django.db.Error):
        facts.current()
    django.db.connections.close_all()
    _keep()
    housekeeping.start()
    hourly.start()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        _first(number, places.closing.set)


def _keep() -> None:
    """What is there now stays: looked through for garbage again and again, it took a sixteenth of a request's time."""
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
