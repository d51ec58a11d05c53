"""Which gated fields, tool types and content blocks a body uses, and where."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from betas.catalogue.facts import Facts, GateFact
from betas.models.choices import GateKind, GateMode

STEP = re.compile(r"(?P<name>\w+)(?P<many>\[(?:(?P<key>\w+)=(?P<wanted>[^\]]+))?\])?\Z")
ANY_OBJECT = "object"

Place = tuple[str | int, ...]
Condition = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Use:
    """`path` is concrete: `tools.0.type`, `context_management`; a content block is named itself, not its type."""

    gate: GateFact
    path: str


def uses(
    body: Mapping[str, Any], facts: Facts, model: str = "", modes: Collection[str] = (GateMode.REQUIRED,)
) -> tuple[Use, ...]:
    """`model` is the body's own where none is given; gates of other models do not stand."""
    model = model or str(body.get("model"))
    gates = (gate for beta in facts.betas.values() for gate in beta.gates if gate.mode in modes)
    return tuple(found(body, [gate for gate in gates if not gate.only_on or model in gate.only_on]))


def found(body: Mapping[str, Any], gates: Iterable[GateFact]) -> Iterator[Use]:
    """The uses of these gates, whatever the model: one walk over what they name, however many they are."""
    root = _Branch()
    for gate in gates:
        root.grow(gate)
    return _walk(body, (), root)


class _Step(NamedTuple):
    """A key, whether it holds a list of which the items are meant, and which of them only."""

    name: str
    many: bool
    only: Condition


@dataclass(slots=True)
class _Branch:
    """The gates that end here by the value they want, and what goes on: into keys, or into items that fit."""

    gates: dict[str, list[GateFact]] = field(default_factory=dict)
    keys: dict[str, "_Branch"] = field(default_factory=dict)
    items: dict[Condition, "_Branch"] = field(default_factory=dict)

    def grow(self, gate: GateFact) -> None:
        branch = self
        for step in _steps(gate.path):
            branch = branch.keys.get(step.name) or branch.keys.setdefault(step.name, _Branch())
            if step.many:
                branch = branch.items.get(step.only) or branch.items.setdefault(step.only, _Branch())
        branch.gates.setdefault(gate.value, []).append(gate)


@cache
def _steps(pattern: str) -> tuple[_Step, ...]:
    """`tools[].type` is every tool's type, `messages[role=system].clear_at` only of some messages."""
    parts = [part for piece in pattern.split(".") if (part := STEP.match(piece))]
    return tuple(_Step(part["name"], bool(part["many"]), _only(part)) for part in parts)


def _only(part: re.Match[str]) -> Condition:
    return (part["key"], part["wanted"]) if part["key"] else None


def _walk(node: Any, at: Place, branch: _Branch) -> Iterator[Use]:
    for gate in _met(node, branch):
        yield Use(gate, _path(at, gate))
    if isinstance(node, Mapping):
        for name, further in branch.keys.items():
            if name in node:
                yield from _walk(node[name], (*at, name), further)
    elif isinstance(node, list):
        for condition, further in branch.items.items():
            for index, item in enumerate(node):
                if condition is None or (isinstance(item, Mapping) and item.get(condition[0]) == condition[1]):
                    yield from _walk(item, (*at, index), further)


def _met(node: Any, branch: _Branch) -> list[GateFact]:
    """The gates without a value, and those of the value found."""
    if not branch.gates:
        return []
    value = ANY_OBJECT if isinstance(node, Mapping) else node
    return branch.gates.get("", []) + (branch.gates.get(value, []) if isinstance(value, str) and value else [])


def _path(at: Place, gate: GateFact) -> str:
    return ".".join(map(str, at[:-1] if gate.kind == GateKind.CONTENT_BLOCK else at))
