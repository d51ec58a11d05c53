"""Which gated fields, tool types and content blocks a body uses, and where."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from betas.catalogue.facts import Facts, GateFact
from betas.models.choices import GateKind, GateMode

STEP = re.compile(r"(?P<name>\w+)(?P<many>\[(?:(?P<key>\w+)=(?P<wanted>[^\]]+))?\])?\Z")
ANY_OBJECT = "object"

Place = tuple[str | int, ...]


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
    there = (use for use in found(body, facts) if use.gate.mode in modes)
    return tuple(use for use in there if not use.gate.only_on or model in use.gate.only_on)


def found(body: Mapping[str, Any], facts: Facts) -> list[Use]:
    """The uses of every gate, whatever the model: one walk over what they name, however many they are."""
    uses: list[Use] = []
    _walk(body, (), _grown(facts), uses)
    return uses


class _Step(NamedTuple):
    """A key, whether it holds a list of which the items are meant, and which of them only."""

    name: str
    many: bool
    only: tuple[str, str] | None


@dataclass(slots=True)
class _Branch:
    """The gates that end here by the value they want, and what goes on: into keys, into every item, into some."""

    gates: dict[str, list[GateFact]] = field(default_factory=dict)
    keys: dict[str, "_Branch"] = field(default_factory=dict)
    every: "_Branch | None" = None
    some: dict[tuple[str, str], "_Branch"] = field(default_factory=dict)

    def grow(self, gate: GateFact) -> None:
        branch = self
        for step in _steps(gate.path):
            branch = branch.keys.get(step.name) or branch.keys.setdefault(step.name, _Branch())
            if step.many:
                branch = branch._items(step.only)
        branch.gates.setdefault(gate.value, []).append(gate)

    def misses(self, node: Any) -> bool:
        """A text that no gate here wants: most of what a body holds."""
        return isinstance(node, str) and "" not in self.gates and node not in self.gates

    def _items(self, only: tuple[str, str] | None) -> "_Branch":
        if only:
            return self.some.get(only) or self.some.setdefault(only, _Branch())
        self.every = self.every or _Branch()
        return self.every


@lru_cache(maxsize=2)
def _grown(facts: Facts) -> _Branch:
    root = _Branch()
    for beta in facts.betas.values():
        for gate in beta.gates:
            root.grow(gate)
    return root


@cache
def _steps(pattern: str) -> tuple[_Step, ...]:
    """`tools[].type` is every tool's type, `messages[role=system].clear_at` only of some messages."""
    parts = [part for piece in pattern.split(".") if (part := STEP.match(piece))]
    return tuple(_Step(part["name"], bool(part["many"]), _only(part)) for part in parts)


def _only(part: re.Match[str]) -> tuple[str, str] | None:
    return (part["key"], part["wanted"]) if part["key"] else None


def _walk(node: Any, at: Place, branch: _Branch, uses: list[Use]) -> None:
    if branch.gates:
        _note(node, at, branch, uses)
    if isinstance(node, dict):
        for name, further in branch.keys.items():
            if name in node and not further.misses(node[name]):
                _walk(node[name], (*at, name), further, uses)
    elif isinstance(node, list):
        for index, item in enumerate(node):
            if branch.every:
                _walk(item, (*at, index), branch.every, uses)
            for (key, wanted), further in branch.some.items():
                if isinstance(item, dict) and item.get(key) == wanted:
                    _walk(item, (*at, index), further, uses)


def _note(node: Any, at: Place, branch: _Branch, uses: list[Use]) -> None:
    """The gates without a value, and those of the value found."""
    value = ANY_OBJECT if isinstance(node, dict) else node
    met = branch.gates.get("", [])
    if isinstance(value, str) and value in branch.gates and value:
        met = met + branch.gates[value]
    if met:
        path, above = ".".join(map(str, at)), ".".join(map(str, at[:-1]))
        uses += [Use(gate, above if gate.kind == GateKind.CONTENT_BLOCK else path) for gate in met]
