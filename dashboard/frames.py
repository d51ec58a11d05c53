"""Room for the frames of a whole request.

CPython keeps frames in pieces of 16 KiB, and 3.11 and 3.12 give a piece back whenever the call that needed it returns
(https://github.com/python/cpython/issues/142183): a loop that stands at the end of a piece asks the system for memory
in every round. Where that fell into the rows of a list, its page took twice as long.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]
# Words of 8 bytes. A frame this large gets a piece of 512 KiB to itself, and half of that is left for what it calls:
# more frames than Python nests. Only what is touched takes memory.
SLOTS = 32 * 1024


def in_one_piece(get_response: Handler) -> Handler:
    """A middleware, the outermost: all that a request calls has its frames in the piece of this one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=SLOTS)
    return middleware
