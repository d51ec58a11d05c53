"""Few requests at a time get ready to send: a hundred at once would only take the processor from each other."""

import threading
from collections.abc import Callable, Iterable, MutableMapping
from io import BytesIO
from typing import Any

AT_ONCE = 2
# A body that is still on its way must not hold a turn: a small one is read before, a large one goes without.
SMALL = 64 * 1024

Environ = MutableMapping[str, Any]
Start = Callable[[str, Iterable[tuple[str, str]]], None]
App = Callable[[Environ, Start], Iterable[bytes]]

_turns = threading.BoundedSemaphore(AT_ONCE)


class _Mine(threading.local):
    is_held = False


_mine = _Mine()


def taking(app: App) -> App:
    """A WSGI application whose requests wait for their turn, and have it until they answer or wait for the network."""

    def in_turn(environ: Environ, start: Start) -> Iterable[bytes]:
        size = environ.get("CONTENT_LENGTH") or ""
        if not size.isdecimal() or int(size) > SMALL:
            return app(environ, start)
        environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(size)))
        _turns.acquire()
        _mine.is_held = True
        try:
            return app(environ, start)
        finally:
            give_back()

    return in_turn


def give_back() -> None:
    """From here on others may begin. Does nothing to whoever has no turn."""
    if _mine.is_held:
        _mine.is_held = False
        _turns.release()
