"""What a conversation says, whatever shape its content has."""

from typing import Any

from betas.simulator.paths import objects


def last_text(body: dict[str, Any]) -> str:
    """The text of the last turn."""
    return _text(_last(body).get("content"))


def tool_results(body: dict[str, Any]) -> str | None:
    """What the last turn gives back for a tool call; None where it is no such turn."""
    results = [block for block in objects(_last(body).get("content")) if block.get("type") == "tool_result"]
    return " ".join(_text(block.get("content")) for block in results) if results else None


def _last(body: dict[str, Any]) -> dict[str, Any]:
    return next(reversed(objects(body.get("messages"))), {})


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return " ".join(str(block.get("text")) for block in objects(content) if block.get("type") == "text")
