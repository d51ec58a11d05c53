"""Upstreams from good to malicious: each way to answer that a key must survive unseen."""

import json
import re
from collections.abc import Callable

from tests import faultserver
from tests.faultserver import FaultServer, Line, Script

ANSWER = json.dumps({"id": "msg_1", "type": "message", "role": "assistant", "content": [], "usage": {}}).encode()
EVENT = b'event: message_start\ndata: {"type": "message_start", "message": {"id": "msg_1"}}\n\n'


def echoing(upstream: Callable[[], FaultServer], answer: Callable[[bytes], bytes]) -> Script:
    """An upstream that says back the key it was given."""

    def script(line: Line) -> None:
        request = upstream().requests[-1]
        key = re.search(rb"(?i)\r\n(?:x-api-key: |authorization: bearer )([^\r]+)", request)
        line.send(answer(key[1] if key else b"none"))

    return script


def misbehaviours(upstream: Callable[[], FaultServer]) -> dict[str, Script]:
    say, whole, chunked = faultserver.say, faultserver.whole, faultserver.chunked
    elsewhere = [("location", "http://127.0.0.1:9/x-api-key"), *faultserver.JSON]
    return {
        "answer": say(whole(ANSWER)),
        "stream": say(chunked(EVENT, EVENT)),
        "refused": say(whole(b'{"type": "error", "error": {"type": "authentication_error", "message": "no"}}', 401)),
        "overloaded": say(whole(b"<html>overloaded</html>", 529)),
        "redirect": say(whole(b"", 302, elsewhere)),
        "cut": faultserver.say_and_close(faultserver.chunked_head() + faultserver.chunk(EVENT)),
        "short": faultserver.say_and_close(faultserver.head(200, [("content-length", "999")]) + b"{"),
        "nothing": faultserver.say_and_close(b""),
        "reset": lambda line: line.reset(),
        "garbage": faultserver.say_and_close(b"\xff\x00 no protocol at all\r\n\r\n"),
        "echo": echoing(upstream, lambda key: whole(b'{"error": {"message": "bad key ' + key + b'"}}', 401)),
        "echo in a stream": echoing(
            upstream, lambda key: chunked(EVENT, b'data: {"type": "x", "y": "' + key[:9], key[9:] + b'"}\n\n')
        ),
        "echo in headers": echoing(
            upstream,
            lambda key: whole(
                ANSWER, 400, [("request-id", key.decode()), ("x-other", key.decode()), ("retry-after", key.decode())]
            ),
        ),
        "echo in a redirect": echoing(
            upstream, lambda key: whole(b"", 307, [("location", f"http://{key.decode()}.example/{key.decode()}")])
        ),
        "echo in a head that cannot be read": echoing(
            upstream,
            lambda key: b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx y: bad\r\nx-debug: got key " + key + b"\r\n\r\n{}",
        ),
        "echo in the status": echoing(upstream, lambda key: b"HTTP/1.1 200 " + key + b"\r\ncontent-length: 0\r\n\r\n"),
    }
