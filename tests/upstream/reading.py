"""An answer as the client reads it from its bytes."""

from typing import Any

from betas.upstream.answer import Answer, read
from betas.upstream.call import Outcome

SSE = (("content-type", "text/event-stream; charset=utf-8"), ("request-id", "req_1"))


def plain(body: bytes, **fields: Any) -> Answer:
    return read(False, Outcome(**{"state": "done", "status": 200, **fields}), body)


def streamed(body: bytes, **fields: Any) -> Answer:
    return read(True, Outcome(**{"state": "done", "status": 200, "headers": SSE, **fields}), body)
