"""Four requests ready to be sent to the simulator, each of which shows one thing that betas do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONTEXT_EDITING = "context-management-2025-06-27"
RETIRED = "prompt-tools-2025-04-02"
THINKING_COUNT = "thinking-token-count-2026-05-13"
MODEL = "claude-opus-5-5"


@dataclass(frozen=True, slots=True)
class Example:
    """`key` is its name in links, `fault` one of the simulator's, empty for none."""

    key: str
    title: str | Promise
    why: str | Promise
    body: Mapping[str, Any]
    betas: tuple[str, ...] = ()
    fault: str = ""


def _asked(words: str, **further: Any) -> dict[str, Any]:
    return {"model": MODEL, "max_tokens": 1024, "messages": [{"role": "user", "content": words}], **further}


CLEARED = {"edits": [{"type": "clear_tool_uses_20250919"}]}
WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city now.",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}

EXAMPLES: tuple[Example, ...] = (
    Example(
        key="works",
        title=_("A beta that works"),
        why=_("Context editing: one name in the header unlocks one more field of the body."),
        body=_asked("Name three rivers that flow north.", context_management=CLEARED),
        betas=(CONTEXT_EDITING,),
    ),
    Example(
        key="refused",
        title=_("A beta that is refused"),
        why=_("A retired name beside a good one: the whole request fails, and you see which name to take out."),
        body=_asked("Name three rivers that flow north."),
        betas=(CONTEXT_EDITING, RETIRED),
    ),
    Example(
        key="gate",
        title=_("A field without its beta"),
        why=_("The first example without its header: the field is refused, and you are told that a beta is missing."),
        body=_asked("Name three rivers that flow north.", context_management=CLEARED),
    ),
    Example(
        key="stream",
        title=_("A stream with thinking and a tool"),
        why=_("Watch thinking, text and a tool call arrive piece by piece. Stop it, and what came is kept."),
        body=_asked("What is the weather in Jakarta?", thinking={"type": "adaptive"}, tools=[WEATHER], stream=True),
        betas=(THINKING_COUNT,),
    ),
)


def example(key: str) -> Example | None:
    return next((one for one in EXAMPLES if one.key == key), None)
