"""A small upstream on loopback: a message at once, or a stream whose tokens say when they left.

As a process it prints its port. A token's text is the moment it was sent, in seconds of the monotonic clock, which all
processes of one machine share: whoever receives it knows how long it took.
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
    """One event, as a chunk of its own."""
    data = f"event: {name}\ndata: {json.dumps({'type': name, **rest})}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


def token() -> bytes:
    text = {"type": "text_delta", "text": f"{time.monotonic():.6f} "}
    return event("content_block_delta", index=0, delta=text)


BEGIN = event("message_start", message={**MESSAGE, "content": [], "stop_reason": None}) + event(
    "content_block_start", index=0, content_block={"type": "text", "text": ""}
)
END = (
    event("content_block_stop", index=0)
    + event("message_delta", delta={"stop_reason": "end_turn"}, usage=USAGE)
    + event("message_stop")
    + b"0\r\n\r\n"
)


class Upstream:
    """`tokens` in each stream, one `every` so many seconds, the first at once."""

    def __init__(self, tokens: int, every: float) -> None:
        self.tokens, self.every = tokens, every

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                await self._answer(writer, STREAMED.search(body) is not None)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, streamed: bool) -> None:
        if not streamed:
            writer.write(PLAIN)
            return
        writer.write(STREAM_HEAD + BEGIN)
        due = time.monotonic()
        for _ in range(self.tokens):
            if self.every:
                await asyncio.sleep(due - time.monotonic())
            writer.write(token())
            due += self.every
        writer.write(END)
        await writer.drain()

    async def run(self) -> None:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=512)
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
    asyncio.run(Upstream(**vars(parser.parse_args())).run())
