"""The bytes of invented requests and answers, as the Messages API writes them."""

import json
from random import Random
from typing import Any

Events = list[tuple[int, int]]

WORDS_A_PIECE = 6
MORE: tuple[tuple[str, float, Any], ...] = (
    ("system", 0.4, "You answer briefly."),
    ("thinking", 0.2, {"type": "enabled", "budget_tokens": 2048}),
    ("tools", 0.15, [{"name": "look_up", "description": "Looks a word up", "input_schema": {"type": "object"}}]),
    ("mcp_servers", 0.01, [{"type": "url", "name": "wiki", "url": "https://mcp.example.org"}]),
    ("context_management", 0.001, {"edits": []}),
)
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
DELTA = (
    b"event: content_block_delta\n"
    b'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":%s}}\n\n'
)


def encoded(body: dict[str, Any]) -> bytes:
    return ENCODE(body).encode()


def request(model: str, prompt: str, stream: bool, chance: Random) -> dict[str, Any]:
    """Some with more than a prompt."""
    body: dict[str, Any] = {"model": model, "max_tokens": 4096, "messages": [{"role": "user", "content": prompt}]}
    more = {name: value for name, share, value in MORE if chance.random() < share}
    return {**body, **more, "stream": True} if stream else {**body, **more}


def message(model: str, text: str, usage: dict[str, int], ident: str) -> dict[str, Any]:
    content = [{"type": "text", "text": text}]
    return {**_head(model, ident), "content": content, "stop_reason": "end_turn", "usage": usage}


def error(kind: str, words: str, ident: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": words}, "request_id": f"req_{ident}"}


def stream(
    model: str, text: str, usage: dict[str, int], ident: str, first_ms: int, total_ms: int
) -> tuple[bytes, Events]:
    """The events, and for each where it ends and when it came."""
    told = [
        _event("message_start", message={**_head(model, ident), "content": [], "usage": usage}),
        _event("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(DELTA % ENCODE(piece).encode() for piece in _pieces(text)),
        _event("content_block_stop", index=0),
        _event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": usage["output_tokens"]}),
        _event("message_stop"),
    ]
    gap, end, times = (total_ms - first_ms) / len(told), 0, []
    for number, event in enumerate(told):
        end += len(event)
        times.append((end, first_ms + int(gap * number)))
    return b"".join(told), times


def ident(chance: Random) -> str:
    return f"{chance.getrandbits(96):024x}"


def _pieces(text: str) -> list[str]:
    words = text.split(" ")
    return [" ".join(words[at : at + WORDS_A_PIECE]) + " " for at in range(0, len(words), WORDS_A_PIECE)]


def _head(model: str, ident: str) -> dict[str, Any]:
    return {"id": f"msg_{ident}", "type": "message", "role": "assistant", "model": model}


def _event(name: str, **data: Any) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), ENCODE({"type": name, **data}).encode())
