"""A small upstream on loopback: a message at once, or a stream whose tokens say when they left.

As a process it prints its port. A token's text is the moment it was sent, in seconds of the monotonic clock, which all
processes of one machine share: whoever receives it knows how long it took. It does little, since what it asks is
measured on the same cores.
"""

import argparse
import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
STREAMED = re.compile(rb'"stream": ?true')
USAGE = {"input_tokens": 12, "output_tokens": 100}
MESSAGE: dict[str, Any] = {
    "id": "msg_bench", "type": "message", "role": "assistant", "model": "claude-opus-5-5",
    "content": [{"type": "text", "text": "word " * 100}],
    "stop_reason": "end_turn", "stop_sequence": None, "usage": USAGE,
}  # fmt: skip
WHOLE = json.dumps(MESSAGE).encode()
PLAIN = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(WHOLE), WHOLE)


def event(name: str, **rest: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **rest})}\n\n".encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


BEGIN = chunk(event("message_start", message={**MESSAGE, "content": [], "stop_reason": None})) + chunk(
    event("content_block_start", index=0, content_block={"type": "text", "text": ""})
)
TOKEN = event("content_block_delta", index=0, delta={"type": "text_delta", "text": "%.6f "})
END = (
    chunk(event("content_block_stop", index=0))
    + chunk(event("message_delta", delta={"stop_reason": "end_turn"}, usage=USAGE))
    + chunk(event("message_stop"))
    + chunk(b"")
)


class Connection(asyncio.Protocol):
    """Answers what it is asked: `tokens` in each stream, one `every` so many seconds, the first at once."""

    transport: asyncio.Transport

    def __init__(self, tokens: int, every: float) -> None:
        self._tokens, self._every = tokens, every
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  it listens for streams
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        head, end, body = self._asked.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0):
            self._asked = b""
            self._answer(STREAMED.search(body) is not None)

    def _answer(self, streamed: bool) -> None:
        if not streamed:
            self.transport.write(PLAIN)
            return
        self.transport.write(STREAM_HEAD + BEGIN)
        self._go_on(time.monotonic(), self._tokens)

    def _go_on(self, due: float, left: int) -> None:
        """The token that is due and those that no time lies between; then the rest, or the end."""
        while left and not self.transport.is_closing():
            self.transport.write(chunk(TOKEN % time.monotonic()))
            left -= 1
            if self._every:
                due += self._every
                asyncio.get_running_loop().call_at(due, self._go_on, due, left)
                return
        self.transport.write(END)


async def serve(tokens: int, every: float) -> None:
    server = await asyncio.get_running_loop().create_server(
        partial(Connection, tokens, every), "127.0.0.1", 0, backlog=512
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


@contextmanager
def upstream(*, tokens: int, every: float) -> Iterator[int]:
    """Its port, while it serves."""
    command = [sys.executable, "-m", "bench.upstream", str(tokens), str(every)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None  # noqa: S101  a pipe was asked for
            yield int(process.stdout.readline())
        finally:
            process.terminate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tokens", type=int)
    parser.add_argument("every", type=float)
    asyncio.run(serve(**vars(parser.parse_args())))
