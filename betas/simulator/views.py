"""The simulator over HTTP, for SDKs: open to any key, blind to cookies."""

import socket
import threading
import time
from collections.abc import Generator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from betas import streaming
from betas.catalogue import facts
from betas.simulator.answers import MOST_BYTES, answer_for, overloaded
from betas.simulator.playing import SimulatedAnswer
from betas.streaming import Stream

CHUNK = 65_536
LOOK_S = 0.5

# Anyone may ask, and each answer that takes its time holds a thread: enough of them are left for pages.
_places = threading.BoundedSemaphore(settings.SIMULATOR_STREAMS)


@csrf_exempt
@login_not_required
def answer(request: HttpRequest, path: str) -> HttpResponseBase:
    url = f"/v1/{path}?{request.META.get('QUERY_STRING', '')}"
    made = answer_for(request.method or "", url, list(request.headers.items()), _body(request), facts.current())
    if not made.at_once and not _places.acquire(blocking=False):
        made = overloaded()
    if made.at_once:
        response: HttpResponseBase = HttpResponse(b"".join(made.chunks()), status=made.status)
    else:
        close_old_connections()
        stream = Stream(_played(request, made), _places.release)
        response = streaming.answer(request, stream, content_type="text/event-stream", status=made.status)
    for name, value in made.headers:
        response[name] = value
    return response


def _body(request: HttpRequest) -> bytes:
    """At most one byte more than the API takes. Read by hand: Django's own limit is far lower."""
    parts, left = [], MOST_BYTES + 1
    while left and (part := request.read(min(CHUNK, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _played(request: HttpRequest, made: SimulatedAnswer) -> Generator[bytes, None, None]:
    """In small sleeps: who waits for a silent answer may have gone, and gunicorn only notices when it writes."""
    line: socket.socket | None = request.META.get("gunicorn.socket")

    def wait(seconds: float) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_S))
            if line is not None and _gone(line):
                return True
        return False

    yield b""  # sends the head: a server waits for the first chunk with it
    yield from made.chunks(wait)


def _gone(line: socket.socket) -> bool:
    try:
        return line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
