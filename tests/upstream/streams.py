"""Streams as the Claude API sends them."""

import json
from typing import Any

START: dict[str, Any] = {
    "type": "message_start",
    "message": {
        "id": "msg_01Sbx", "type": "message", "role": "assistant", "model": "claude-opus-5-5", "content": [],
        "stop_reason": None, "stop_sequence": None,
        "usage": {
            "input_tokens": 12, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 7, "output_tokens": 1,
        },
    },
}  # fmt: skip
STOP = {"type": "message_stop"}


def event(data: dict[str, Any], end: str = "\n") -> bytes:
    return f"event: {data['type']}{end}data: {json.dumps(data, ensure_ascii=False)}  {end}{end}".encode()


def events(*all_data: dict[str, Any], end: str = "\n") -> bytes:
    return b"".join(event(data, end) for data in all_data)


def begin(index: int, **block: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def grow(index: int, kind: str, **delta: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **delta}}


def end(index: int) -> dict[str, Any]:
    return {"type": "content_block_stop", "index": index}


def settled(stop_reason: str = "end_turn", **fields: Any) -> dict[str, Any]:
    delta = {"stop_reason": stop_reason, "stop_sequence": None}
    return {"type": "message_delta", "delta": delta, "usage": {"output_tokens": 31}, **fields}


SHORT_EVENTS = (
    {"type": "message_start", "message": {"id": "m", "type": "message", "content": [], "usage": {"input_tokens": 2}}},
    begin(0, type="text", text=""),
    {"type": "ping"},
    grow(0, "text_delta", text="é🙂\u2028"),
    end(0),
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}},
    STOP,
)
SHORT = events(*SHORT_EVENTS)
SHORT_CRLF = events(*SHORT_EVENTS, end="\r\n")
SHORT_CR = events(*SHORT_EVENTS, end="\r")
