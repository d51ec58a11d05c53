"""A message as the event stream that the API makes of it."""

import json
from collections.abc import Iterator
from typing import Any

from betas.simulator.tokens import pieces

Event = dict[str, Any]
TOKENS_AT_ONCE = 2
JSON_AT_ONCE = 16


def events(message: dict[str, Any], *, estimates: bool) -> Iterator[Event]:
    """`estimates` adds the count of thinking tokens that thinking-token-count-2026-05-13 asks for."""
    start = {**message, "content": [], "stop_reason": None, "stop_sequence": None}
    start["usage"] = {**message["usage"], "output_tokens": 1}
    thought = message["usage"].get("output_tokens_details", {}).get("thinking_tokens", 0)
    yield {"type": "message_start", "message": start}
    for index, block in enumerate(message["content"]):
        yield {"type": "content_block_start", "index": index, "content_block": _empty(block)}
        if index == 0:
            yield {"type": "ping"}
        for delta in _deltas(block, estimates, thought):
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    delta = {name: message[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
    end = {"type": "message_delta", "delta": delta, "usage": message["usage"]}
    yield {**end, "context_management": message["context_management"]} if "context_management" in message else end
    yield {"type": "message_stop"}


def _empty(block: dict[str, Any]) -> dict[str, Any]:
    return {
        **block,
        **{name: type(block[name])() for name in ("text", "thinking", "signature", "input") if name in block},
    }


def _deltas(block: dict[str, Any], estimates: bool, thought: int) -> Iterator[dict[str, Any]]:
    match block["type"]:
        case "text":
            for text in _together(pieces(block["text"])):
                yield {"type": "text_delta", "text": text}
        case "thinking":
            for text in _together(pieces(block["thinking"])):
                yield {"type": "thinking_delta", "thinking": text, **({"estimated_tokens": None} if estimates else {})}
            if estimates and not block["thinking"]:
                yield {"type": "thinking_delta", "thinking": "", "estimated_tokens": thought}
            yield {"type": "signature_delta", "signature": block["signature"]}
        case "tool_use":
            yield {"type": "input_json_delta", "partial_json": ""}
            text = json.dumps(block["input"], ensure_ascii=False)
            for at in range(0, len(text), JSON_AT_ONCE):
                yield {"type": "input_json_delta", "partial_json": text[at : at + JSON_AT_ONCE]}


def _together(tokens: list[str]) -> Iterator[str]:
    for at in range(0, len(tokens), TOKENS_AT_ONCE):
        yield "".join(tokens[at : at + TOKENS_AT_ONCE])


def frame(event: Event, padding: int = 0) -> bytes:
    """One event on the wire. The API pads the JSON with spaces, so nobody may compare bytes."""
    data = json.dumps(event, ensure_ascii=False, separators=(",", ":")) + " " * padding
    return f"event: {event['type']}\ndata: {data}\n\n".encode(errors="replace")
