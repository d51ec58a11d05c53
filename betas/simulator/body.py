"""What the API says about a body that no beta would help."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from betas.simulator.refusal import invalid

KINDS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "model": (str, "string"),
    "messages": (list, "list"),
    "max_tokens": (int, "integer"),
    "stream": (bool, "boolean"),
    "system": ((str, list), "string"),
    "tools": (list, "list"),
    "tool_choice": (dict, "dictionary"),
    "thinking": (dict, "dictionary"),
    "metadata": (dict, "dictionary"),
    "output_config": (dict, "dictionary"),
    "stop_sequences": (list, "list"),
    "temperature": ((int, float), "number"),
    "top_p": ((int, float), "number"),
    "top_k": (int, "integer"),
}
# Where null is the same as absent.
NULLABLE = {"output_config", "temperature", "top_p", "top_k"}
TOOL_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
LEAST_BUDGET = 1024


def check(body: dict[str, Any], required: Iterable[str], betas: Iterable[str]) -> None:
    """Raise Refused for the first thing wrong with the body's own fields."""
    for name in required:
        if name not in body:
            raise invalid(f"{name}: Field required")
    for name, (kind, word) in KINDS.items():
        if name in body and not (body[name] is None and name in NULLABLE):
            _of_kind(name, body[name], kind, word)
    _ranges(body)
    _messages(body["messages"])
    _tools(body.get("tools", []), body.get("tool_choice"))
    _thinking(body, "interleaved-thinking-2025-05-14" in betas)


def _of_kind(path: str, value: Any, kind: type | tuple[type, ...], word: str) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise invalid(f"{path}: Input should be a valid {word}")


def _ranges(body: Mapping[str, Any]) -> None:
    least = {"max_tokens": 0, "temperature": 0, "top_p": 0, "top_k": 0}
    for name, bound in least.items():
        if (body.get(name) or 0) < bound:
            raise invalid(f"{name}: Input should be greater than or equal to {bound}")
    for name in ("temperature", "top_p"):
        if (body.get(name) or 0) > 1:
            raise invalid(f"{name}: Input should be less than or equal to 1")
    for index, sequence in enumerate(body.get("stop_sequences", [])):
        _of_kind(f"stop_sequences.{index}", sequence, str, "string")
        if not sequence.strip():
            raise invalid("stop_sequences: each stop sequence must contain non-whitespace")


def _messages(messages: list[Any]) -> None:
    if not messages:
        raise invalid("messages: at least one message is required")
    for index, message in enumerate(messages):
        at = f"messages.{index}"
        _of_kind(at, message, dict, "dictionary")
        for name in ("role", "content"):
            if name not in message:
                raise invalid(f"{at}.{name}: Field required")
        if message["role"] not in ("user", "assistant", "system"):
            raise invalid(f"{at}.role: Input should be 'user', 'assistant' or 'system'")
        _content(f"{at}.content", message["content"])
        if not message["content"] and (message["role"] != "assistant" or index < len(messages) - 1):
            raise invalid(
                f"{at}: all messages must have non-empty content except for the optional final assistant message"
            )


def _content(at: str, content: Any) -> None:
    _of_kind(at, content, (str, list), "list")
    for index, block in enumerate(content if isinstance(content, list) else []):
        _of_kind(f"{at}.{index}", block, dict, "dictionary")
        if "type" not in block:
            raise invalid(f"{at}.{index}.type: Field required")
        if block["type"] == "text":
            if "text" not in block:
                raise invalid(f"{at}.{index}.text.text: Field required")
            _of_kind(f"{at}.{index}.text.text", block["text"], str, "string")
            if not block["text"]:
                raise invalid("messages: text content blocks must be non-empty")


def _tools(tools: list[Any], choice: Any) -> None:
    for index, tool in enumerate(tools):
        _of_kind(f"tools.{index}", tool, dict, "dictionary")
        _of_kind(f"tools.{index}.name", tool.get("name", ""), str, "string")
        if tool.get("type", "custom") == "custom":
            _custom_tool(f"tools.{index}.custom", tool)
    names = [tool["name"] for tool in tools if "name" in tool]
    if len(set(names)) < len(names):
        raise invalid("tools: Tool names must be unique.")
    if choice is None:
        return
    if not tools and choice.get("type") != "none":
        raise invalid("tool_choice: tool_choice may only be specified while providing tools")
    if choice.get("type") == "tool" and choice.get("name") not in names:
        raise invalid(f"tool_choice.tool.name: Tool '{choice.get('name')}' not found in provided tools")


def _custom_tool(at: str, tool: dict[str, Any]) -> None:
    for name in ("name", "input_schema"):
        if name not in tool:
            raise invalid(f"{at}.{name}: Field required")
    if not TOOL_NAME.fullmatch(tool["name"]):
        raise invalid(f"{at}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")
    _of_kind(f"{at}.input_schema", tool["input_schema"], dict, "dictionary")
    if tool["input_schema"].get("type") != "object":
        raise invalid(f"{at}.input_schema.type: Input should be 'object'")


def _thinking(body: Mapping[str, Any], interleaved: bool) -> None:
    thinking = body.get("thinking", {"type": "disabled"})
    if "type" not in thinking:
        raise invalid("thinking.type: Field required")
    if thinking["type"] == "enabled":
        _budget(thinking.get("budget_tokens"), None if interleaved else body.get("max_tokens"))
    forced = (body.get("tool_choice") or {}).get("type") in ("any", "tool")
    if forced and thinking["type"] in ("enabled", "adaptive"):
        raise invalid("Thinking may not be enabled when tool_choice forces tool use.")


def _budget(budget: Any, max_tokens: int | None) -> None:
    at = "thinking.enabled.budget_tokens"
    if budget is None:
        raise invalid(f"{at}: Field required")
    _of_kind(at, budget, int, "integer")
    if budget < LEAST_BUDGET:
        raise invalid(f"{at}: Input should be greater than or equal to {LEAST_BUDGET}")
    if max_tokens is not None and max_tokens <= budget:
        raise invalid("`max_tokens` must be greater than `thinking.budget_tokens`.")
