"""How gunicorn serves: read by `gunicorn --config dashboard/gunicorn.py dashboard.wsgi`."""

import os
from pathlib import Path

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
    """Runs once Django is loaded, in the worker alone."""
    from betas.history import housekeeping  # no model can be imported any earlier

    housekeeping.start()
