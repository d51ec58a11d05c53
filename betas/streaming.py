"""A streamed answer that is closed whatever becomes of it."""

from collections.abc import Callable, Generator, Iterator

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

NOTED = "_streamed_answer"


class Stream:
    """Bytes and what has to end with them. Closing it ends both, once, even where nobody began to read."""

    def __init__(self, chunks: Generator[bytes, None, None], end: Callable[[], None]) -> None:
        self._chunks = chunks
        self._end = end
        self._open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def close(self) -> None:
        if self._open:
            self._open = False
            self._chunks.close()
            self._end()


def answer(request: HttpRequest, stream: Stream, *, content_type: str, status: int = 200) -> StreamingHttpResponse:
    """`stream` as it comes: neither compressed, which would gather the pieces, nor stored."""
    headers = {"Cache-Control": "private, no-store", "Content-Encoding": "identity", "X-Accel-Buffering": "no"}
    response = StreamingHttpResponse(stream, content_type=content_type, status=status, headers=headers)
    request.__dict__[NOTED] = (response, stream)
    return response


def close_unanswered(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A middleware, the outermost: where another answer went out instead, the server never closes the stream.

    Left to the garbage collector, it would end, and write its ending, in the middle of somebody else's query.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        made, stream = request.__dict__.pop(NOTED, (response, None))
        if stream is not None and made is not response:
            stream.close()
        return response

    return middleware
