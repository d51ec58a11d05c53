"""What a simulated model answers: the same for the same request, saying what arrived."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from betas.simulator import conversation
from betas.simulator.paths import objects
from betas.simulator.request import Request
from betas.simulator.said import said
from betas.simulator.tokens import pieces, weight
from betas.simulator.tools import ToolCall, chosen


@dataclass(slots=True)
class Reply:
    """A message while it is made; `left` is how many tokens may still follow."""

    left: int
    blocks: list[dict[str, Any]] = field(default_factory=list)
    stop_reason: str = "end_turn"
    stop_sequence: str | None = None
    thinking_tokens: int = 0
    output_tokens: int = 0

    def fit(self, text: str) -> str:
        """As much of `text` as may follow; running out ends the message."""
        tokens = pieces(text)
        used = min(len(tokens), self.left)
        if used < len(tokens):
            self.stop_reason, self.stop_sequence = "max_tokens", None
        self.left -= used
        self.output_tokens += used
        return "".join(tokens[:used])


def reply(request: Request, body: dict[str, Any]) -> dict[str, Any]:
    """The whole message, as `POST /v1/messages` gives it when it does not stream. Raises Refused."""
    version = request.header("anthropic-version")
    seed = hashlib.sha256("\n".join([version, *request.betas(), ""]).encode() + request.body).digest()
    max_tokens = body.get("max_tokens")
    made = Reply(left=max_tokens if isinstance(max_tokens, int) else 1024)
    call = chosen(body, seed)
    if kind := _thinking(body):
        _think(made, body, kind, seed)
    if made.stop_reason == "end_turn" and not (call and call.forced):
        _speak(made, said(request, body, call), body.get("stop_sequences"))
    if made.stop_reason == "end_turn" and call:
        _call(made, call)
    return _message(made, body, seed)


def _thinking(body: dict[str, Any]) -> dict[str, Any] | None:
    """The configuration where the model thinks in this turn."""
    thinking = body.get("thinking")
    kinds = ["enabled", "adaptive", *(["between_tools"] if conversation.tool_results(body) is not None else [])]
    return thinking if isinstance(thinking, dict) and thinking.get("type") in kinds else None


def _think(made: Reply, body: dict[str, Any], thinking: dict[str, Any], seed: bytes) -> None:
    turns = len(objects(body.get("messages")))
    text = made.fit(f"Turns to read: {turns}. I do not reason; I look at what arrived and say it back.")
    made.thinking_tokens = made.output_tokens
    shown = "" if thinking.get("display") == "omitted" else text
    signature = base64.b64encode(seed * 2).decode()
    made.blocks.append({"type": "thinking", "thinking": shown, "signature": signature})


def _speak(made: Reply, text: str, sequences: Any) -> None:
    found = [(text.find(stop), stop) for stop in sequences or () if isinstance(stop, str) and stop in text]
    if found:
        end, made.stop_sequence = min(found)
        made.stop_reason, text = "stop_sequence", text[:end]
    if text := made.fit(text):
        made.blocks.append({"type": "text", "text": text})


def _call(made: Reply, call: ToolCall) -> None:
    made.fit(call.name + json.dumps(call.input))
    if made.stop_reason == "end_turn":
        made.stop_reason = "tool_use"
        made.blocks.append(call.block())


def _message(made: Reply, body: dict[str, Any], seed: bytes) -> dict[str, Any]:
    message = {
        "id": f"msg_sim{seed.hex()[:22]}",
        "type": "message",
        "role": "assistant",
        "model": body.get("model"),
        "content": made.blocks,
        "stop_reason": made.stop_reason,
        "stop_sequence": made.stop_sequence,
        "stop_details": None,
        "usage": _usage(body, made),
    }
    return {**message, "context_management": {"applied_edits": []}} if body.get("context_management") else message


def _usage(body: dict[str, Any], made: Reply) -> dict[str, Any]:
    speed = {"speed": body["speed"]} if body.get("speed") else {}
    thought = {"output_tokens_details": {"thinking_tokens": made.thinking_tokens}} if made.thinking_tokens else {}
    return {
        "input_tokens": input_tokens(body),
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": made.output_tokens,
        "service_tier": "standard",
        "inference_geo": "global",
        **speed,
        **thought,
    }


def input_tokens(body: dict[str, Any]) -> int:
    """About how many tokens the model would read."""
    return 3 + sum(weight(body[name]) for name in ("system", "messages", "tools") if name in body)
