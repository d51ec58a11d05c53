"""Finds what a gate's path names inside a body, and says where as the API does."""

import re
from collections.abc import Iterator
from typing import Any

SEGMENT = re.compile(r"(?P<name>\w+)(?P<many>\[(?:(?P<key>\w+)=(?P<wanted>[^\]]+))?\])?")
# Members of a tagged union: the API writes their tag into the path of what is inside them.
TAGGED = re.compile(r"(?:(?:tools|content|edits)\.\d+|thinking|source|tool_choice)\Z")


def find(body: dict[str, Any], pattern: str) -> Iterator[tuple[str, Any]]:
    """Concrete path and value of everything at `pattern`, such as `tools[].type` or `messages[role=system].clear_at`.

    The empty pattern is the body itself. A pattern of another shape names nothing.
    """
    segments = [SEGMENT.fullmatch(part) for part in pattern.split(".")] if pattern else []
    if all(segments):
        yield from _walk(body, "", [segment for segment in segments if segment])


def _walk(node: Any, at: str, segments: list[re.Match[str]]) -> Iterator[tuple[str, Any]]:
    if not segments:
        yield at, node
        return
    name, rest = segments[0]["name"], segments[1:]
    if not isinstance(node, dict) or name not in node:
        return
    child, path = node[name], inside(at, node, name)
    if not segments[0]["many"]:
        yield from _walk(child, path, rest)
    elif isinstance(child, list):
        for index, item in enumerate(child):
            if _wanted(item, segments[0]):
                yield from _walk(item, f"{path}.{index}", rest)


def _wanted(item: Any, segment: re.Match[str]) -> bool:
    return segment["key"] is None or (isinstance(item, dict) and item.get(segment["key"]) == segment["wanted"])


def inside(at: str, node: dict[str, Any], name: str) -> str:
    """The path of a key of the object at `at`: `tools.0` and `name` make `tools.0.custom.name`."""
    tag = node.get("type", "custom" if "tools." in at else "")
    parts = (at, tag if TAGGED.search(at) and name != "type" else "", name)
    return ".".join(str(part) for part in parts if part)


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list, none where it is no list: placeholder bodies hold anything."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
