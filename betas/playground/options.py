"""The choices of a request that several controls make together: thinking, which tool, where to stop."""

from collections.abc import Mapping
from typing import Any

from betas.playground.holds import is_count, is_line, is_object, is_text

Values = Mapping[str, Any]
ENABLED, TOOL = "enabled", "tool"
THINKING = ("adaptive", ENABLED, "disabled")
TOOL_CHOICES = ("auto", "any", TOOL, "none")


def thinking(values: Values) -> dict[str, Any] | None:
    """A budget stands only beside "enabled"."""
    kind, budget = values.get("thinking"), values.get("budget_tokens")
    if not kind:
        return None
    return {"type": kind} | ({"budget_tokens": budget} if kind == ENABLED and budget is not None else {})


def thinking_of(value: Any) -> dict[str, Any] | None:
    if is_object(value, type=ENABLED, budget_tokens=is_count):
        return {"thinking": ENABLED, "budget_tokens": value["budget_tokens"]}
    return next(({"thinking": kind} for kind in THINKING if is_object(value, type=kind)), None)


def tool_choice(values: Values) -> dict[str, Any] | None:
    """A name stands only beside "tool", "one tool at a time" beside every choice but "none"."""
    kind, name = values.get("tool_choice"), values.get("chosen_tool")
    if not kind:
        return None
    named = {"name": name} if kind == TOOL and name else {}
    return {"type": kind, **named} | ({"disable_parallel_tool_use": True} if values.get("one_tool") else {})


def tool_choice_of(value: Any) -> dict[str, Any] | None:
    for one in (False, True):
        also = {"disable_parallel_tool_use": _is_true} if one else {}
        if is_object(value, type=TOOL, name=is_line, **also):
            return {"tool_choice": TOOL, "chosen_tool": value["name"], "one_tool": one}
        if kind := next((kind for kind in TOOL_CHOICES if is_object(value, type=kind, **also)), None):
            return {"tool_choice": kind, "one_tool": one}
    return None


def _is_true(value: object) -> bool:
    return value is True


def stop_sequences_of(value: object) -> dict[str, Any] | None:
    """One a line, so none may have a line of its own."""
    if not isinstance(value, list) or not value:
        return None
    fit = all(is_text(each) and "\n" not in each for each in value)
    return {"stop_sequences": "\n".join(value)} if fit else None
