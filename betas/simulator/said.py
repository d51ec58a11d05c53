"""The words of a simulated answer."""

import json
from typing import Any

from betas.simulator import conversation
from betas.simulator.paths import objects
from betas.simulator.request import Request
from betas.simulator.tools import ToolCall, made_up

QUOTED = 300
TOLD = frozenset({"max_tokens", "messages", "model", "stream", "system", "thinking", "tools"})


def said(request: Request, body: dict[str, Any], call: ToolCall | None) -> str:
    """JSON where the request asks for a schema, else what was received. Raises Refused."""
    for path in ("output_config.format", "output_format"):
        schema = _at(body, path)
        if isinstance(schema, dict) and "schema" in schema:
            return json.dumps(made_up(f"{path}.schema", schema["schema"]), ensure_ascii=False)
    facts = ", ".join(_received(request, body))
    results = conversation.tool_results(body)
    heard = f"You said: “{conversation.last_text(body)[:QUOTED]}”"
    heard = heard if results is None else f"Tool results: “{results[:QUOTED]}”"
    called = f" I call {call.name}." if call else ""
    return f"This is a simulated answer; no model was asked. Received: {facts}. {heard}{called}"


def _received(request: Request, body: dict[str, Any]) -> list[str]:
    tools = [str(tool.get("name", tool.get("type"))) for tool in objects(body.get("tools"))]
    thinking = _at(body, "thinking.type")
    further = sorted(body.keys() - TOLD)
    return [
        f"model {body.get('model')}",
        f"API version {request.header('anthropic-version')}",
        f"betas {', '.join(request.betas()) or 'none'}",
        f"turns {len(objects(body.get('messages')))}",
        f"system prompt {'yes' if body.get('system') else 'no'}",
        f"tools {', '.join(tools) or 'none'}",
        f"thinking {thinking or 'no'}",
        f"stream {'yes' if body.get('stream') is True else 'no'}",
        f"max_tokens {body.get('max_tokens')}",
        *([f"further fields {', '.join(further)}"] if further else []),
    ]


def _at(body: dict[str, Any], path: str) -> Any:
    node: Any = body
    for name in path.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    return node
