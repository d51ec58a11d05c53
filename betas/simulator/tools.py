"""Which tool a simulated model calls, and with what."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from betas.simulator import conversation
from betas.simulator.paths import objects
from betas.simulator.refusal import invalid
from betas.simulator.sample import sample

# Harmless on purpose: a client may run what it is given.
BUILT_IN = {
    "bash": {"command": "echo simulated"},
    "computer": {"action": "screenshot"},
    "memory": {"command": "view", "path": "/memories"},
    "text_editor": {"command": "view", "path": "/"},
}
GENERIC = frozenset({"and", "call", "can", "for", "get", "new", "set", "the", "use", "you"})
STEM = 5


@dataclass(frozen=True, slots=True)
class ToolCall:
    """`forced` calls come without a word before them."""

    id: str
    name: str
    input: Any
    forced: bool

    def block(self) -> dict[str, Any]:
        return {"type": "tool_use", "id": self.id, "name": self.name, "input": self.input}


def chosen(body: dict[str, Any], seed: bytes) -> ToolCall | None:
    """The call that `tool_choice` forces, or that the last turn asks for. Raises Refused for an unusable schema."""
    choice = body.get("tool_choice")
    choice = choice if isinstance(choice, dict) else {}
    forced = choice.get("type") in ("any", "tool")
    tools = [tool for tool in objects(body.get("tools")) if _callable(tool)]
    if choice.get("type") == "tool":
        tools = [tool for tool in tools if tool["name"] == choice.get("name")]
    if not tools or choice.get("type") == "none" or (not forced and conversation.tool_results(body) is not None):
        return None
    tool = _asked_for(tools, conversation.last_text(body)) or (tools[0] if forced else None)
    return _call(tool, seed, forced) if tool else None


def _callable(tool: dict[str, Any]) -> bool:
    """Custom tools and those the client runs; the server's own would need the server."""
    return isinstance(tool.get("name"), str) and ("input_schema" in tool or _built_in(tool) is not None)


def _built_in(tool: dict[str, Any]) -> dict[str, str] | None:
    kind = re.sub(r"_\d{8}\Z", "", str(tool.get("type")))
    return BUILT_IN.get(kind)


def _asked_for(tools: list[dict[str, Any]], text: str) -> dict[str, Any] | None:
    """The tool whose name the text comes nearest to; the first where it only says `tool`."""
    words = {word[:STEM] for word in re.findall(r"[a-z]+", text.lower())}
    best = max(tools, key=lambda tool: len(words & _stems(tool["name"])))
    return best if words & (_stems(best["name"]) | {"tool", "tools"}) else None


def _stems(name: str) -> set[str]:
    words = (word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name))
    return {word[:STEM] for word in words if len(word) > 2 and word not in GENERIC}


def _call(tool: dict[str, Any], seed: bytes, forced: bool) -> ToolCall:
    name = tool["name"]
    made = _built_in(tool) or made_up(f"tools.{name}.input_schema", tool["input_schema"])
    return ToolCall(f"toolu_sim{hashlib.sha256(seed + name.encode()).hexdigest()[:20]}", name, made, forced)


def made_up(path: str, schema: Any) -> Any:
    """A value that satisfies `schema`. Raises Refused where it is no JSON schema."""
    try:
        return sample(schema)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise invalid(f"{path}: JSON schema is invalid. It must match JSON Schema draft 2020-12.") from error
