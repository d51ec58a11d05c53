"""A server that keeps what arrives, by the number its path starts with, and answers as the API would."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

MESSAGE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-opus-5-5", "content": [], "input_tokens": 1,
    "stop_reason": "end_turn", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
}  # fmt: skip
EVENTS = (("message_start", {"type": "message_start", "message": MESSAGE}), ("message_stop", {"type": "message_stop"}))
STREAM = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in EVENTS)


@dataclass(frozen=True)
class Arrived:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Echo:
    url: str
    arrived: dict[int, Arrived] = field(default_factory=dict)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    echo: Echo

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        number, path = self.path[1:].split("/", 1)
        assert int(number) not in self.echo.arrived, "sent twice"
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.echo.arrived[int(number)] = Arrived(f"/{path}", headers, body)
        streamed = b'"stream":true' in body.replace(b" ", b"")
        answer = STREAM.encode() if streamed else json.dumps(MESSAGE).encode()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream" if streamed else "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def echoing() -> Iterator[Echo]:
    handler = type("Bound", (Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.echo = Echo(f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield handler.echo
        finally:
            server.shutdown()
