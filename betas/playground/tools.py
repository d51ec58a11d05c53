"""A tool as the form has it, the definition it makes, and the types of tools there are to choose from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from betas.catalogue.facts import Facts
from betas.models.choices import GateMode
from betas.playground.holds import is_line, is_text
from betas.playground.reading import read, read_object, unix, written

TOOL_PATH = "tools[].type"
# What the Messages API takes without a beta, as of `anthropic` 2.12.0.
GENERAL = (
    "bash_20250124", "browser_toolset_20260801", "code_execution_20250825", "code_execution_20260120",
    "code_execution_20260521", "computer_toolset_20260801", "memory_20250818", "text_editor_20250124",
    "text_editor_20250429", "text_editor_20250728", "tool_search_tool_bm25_20251119",
    "tool_search_tool_regex_20251119", "web_fetch_20260209", "web_fetch_20260309", "web_fetch_20260318",
    "web_search_20250305", "web_search_20260209", "web_search_20260318",
)  # fmt: skip
# The only name a type takes, where it is not the type without its date; a toolset has none.
NAMES = {
    "text_editor_20241022": "str_replace_editor",
    "text_editor_20250124": "str_replace_editor",
    "text_editor_20250429": "str_replace_based_edit_tool",
    "text_editor_20250728": "str_replace_based_edit_tool",
}
FURTHER: Mapping[str, Mapping[str, Any]] = {
    "computer": {"display_width_px": 1280, "display_height_px": 800},
    "advisor": {"model": ""},
    "mcp_toolset": {"mcp_server_name": ""},
}


class Tool(TypedDict):
    """All as typed. `type` is empty for a custom tool, `schema` and `further` are JSON."""

    type: str
    name: str
    description: str
    schema: str
    further: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Tool types to add: those of `gated` with the betas of which one is needed."""

    general: tuple[str, ...]
    gated: Mapping[str, list[str]]


def offers(facts: Facts) -> Offers:
    gated: dict[str, list[str]] = {}
    free = set(GENERAL)
    for gate in (gate for beta in facts.betas.values() for gate in beta.gates if gate.path == TOOL_PATH):
        if gate.mode == GateMode.REQUIRED:
            gated.setdefault(gate.value, []).append(gate.beta)
        elif gate.mode == GateMode.HISTORICAL:
            free.add(gate.value)
    return Offers(tuple(sorted(free - gated.keys())), dict(sorted(gated.items())))


def fresh(kind: str) -> Tool:
    """A new row with what a tool of this type cannot do without."""
    if not kind:
        return Tool(type="", name="", description="", further="", schema=written({"type": "object", "properties": {}}))
    stem = re.sub(r"_\d{8}$", "", kind)
    name = "" if stem.endswith("toolset") else NAMES.get(kind, stem)
    further = written(FURTHER[stem]) if stem in FURTHER else ""
    return Tool(type=kind, name=name, description="", schema="", further=further)


def typed(data: QueryDict) -> list[Tool]:
    columns = [data.getlist(f"tool_{key}") for key in Tool.__annotations__]
    return [
        Tool(type=kind, name=name, description=unix(description), schema=schema, further=further)
        for kind, name, description, schema, further in zip(*columns, strict=False)
    ]


def is_blank(tool: Tool) -> bool:
    return not any(str(value).strip() for value in tool.values())


def definition(tool: Tool) -> dict[str, Any]:
    """Raises ValidationError."""
    stated: dict[str, Any] = {key: text for key in ("type", "name") if (text := str(tool[key]).strip())}
    if tool["description"].strip():
        stated["description"] = tool["description"]
    if tool["schema"].strip():
        stated["input_schema"] = read(tool["schema"])
    further = read_object(tool["further"]) if tool["further"].strip() else {}
    if twice := sorted(stated.keys() & further.keys()):
        raise ValidationError(_("said twice: %(names)s.") % {"names": ", ".join(twice)})
    return {**stated, **further}


def tools_of(value: object) -> list[Tool] | None:
    """None where something is no tool at all."""
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) and each for each in value):
        return None
    return list(map(_tool_of, value))


def _tool_of(definition: Mapping[str, Any]) -> Tool:
    rest = dict(definition)
    tool = Tool(type="", name="", description="", schema="", further="")
    if is_line(rest.get("type")):
        tool["type"] = rest.pop("type")
    if is_line(rest.get("name")):
        tool["name"] = rest.pop("name")
    if is_text(rest.get("description")):
        tool["description"] = rest.pop("description")
    if "input_schema" in rest:
        tool["schema"] = written(rest.pop("input_schema"))
    if rest:
        tool["further"] = written(rest)
    return tool
