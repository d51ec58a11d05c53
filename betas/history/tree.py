"""JSON as a tree that a page unfolds: the nodes nearest to the root first, the rest on demand by its address."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from betas.history.body import clean

MOST_NODES = 300
MOST_MEMBERS = 50
LONGEST_TEXT = 1_000
LONGEST_ROOT = 200_000
OPEN_LEVELS = 3
WORDS = {True: "true", False: "false", None: "null"}


@dataclass(slots=True)
class Node:
    """One value. `path` is what code would write, such as `content[0].text`; `at` is its JSON Pointer (RFC 6901).

    `look` is object, array, text, number or word; `size` counts members or characters. `start` is where the rest
    that is not shown begins, None where all is shown.
    """

    key: str
    path: str
    at: str
    look: str
    size: int = 0
    value: str = ""
    open: bool = False
    children: list["Node"] = field(default_factory=list)
    start: int | None = None

    @property
    def branches(self) -> bool:
        return self.look in ("object", "array")

    @property
    def more(self) -> int | None:
        """Where a link to the rest begins; a text comes from its beginning."""
        return self.start if self.branches else None

    @property
    def left(self) -> int:
        return self.size - (self.start or 0)


def grow(whole: Any, at: str = "", start: int = 0) -> Node:
    """The tree of the value at `at`, its members from `start` on. Raises LookupError where nothing is there."""
    key, path, value = "", "", whole
    for key in _keys(at):
        path, value = path_of(path, key, value), _member(value, key)
    root = _node(key, path, at, value, LONGEST_ROOT)
    waiting, count = deque([(root, value, max(start, 0), 0)] if root.branches else []), 1
    while waiting:
        node, value, start, level = waiting.popleft()
        most = min(MOST_MEMBERS, MOST_NODES - count)
        for name, member in _members(value, start, most):
            child = _node(name, path_of(node.path, name, value), f"{node.at}/{_escaped(name)}", member, LONGEST_TEXT)
            node.children.append(child)
            if child.branches:
                waiting.append((child, member, 0, level + 1))
        count += len(node.children)
        node.open = level < OPEN_LEVELS and bool(node.children)
        if start + len(node.children) < node.size:
            node.start = start + len(node.children)
    return root


def _node(key: str, path: str, at: str, value: Any, longest: int) -> Node:
    if isinstance(value, dict | list):
        return Node(key, path, at, "object" if isinstance(value, dict) else "array", len(value))
    if isinstance(value, str):
        start = longest if len(value) > longest else None
        return Node(key, path, at, "text", len(value), clean(value, longest), start=start)
    if isinstance(value, bool) or value is None:
        return Node(key, path, at, "word", value=WORDS[value])
    return Node(key, path, at, "number", value=str(value))


def _members(value: Any, start: int, most: int) -> Iterator[tuple[str, Any]]:
    members = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    return ((str(name), member) for name, member in members[start : start + max(most, 0)])


def _keys(at: str) -> list[str]:
    return [key.replace("~1", "/").replace("~0", "~") for key in at.split("/")[1:]]


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _member(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return value[key]
    if isinstance(value, list) and key.isascii() and key.isdecimal() and len(key) < 10:
        return value[int(key)]
    raise LookupError(key)


def path_of(path: str, key: str, parent: Any) -> str:
    """Nothing stands before the first name: a path begins where a program holds the whole."""
    if isinstance(parent, list):
        return f"{path}[{key}]"
    if key.isidentifier() and key.isascii():
        return f"{path}.{key}" if path else key
    return f"{path}[{key!r}]"
