"""Which fields, tool types and content blocks are there for the betas a request names, and the refusal of the rest."""

import re
from collections.abc import Iterable
from typing import Any

from betas.catalogue.facts import Facts, GateFact
from betas.models.choices import GateKind, GateMode
from betas.simulator import known, paths
from betas.simulator.refusal import Refused, invalid

FILTER = re.compile(r"\[[^\]]*\]")


def check(body: dict[str, Any], fields: frozenset[str], facts: Facts, betas: Iterable[str]) -> None:
    """Raise Refused for the first thing in `body` that is not there without a beta that is not named.

    `fields` are the endpoint's own. An inferred gate opens what it names, but only a required one closes.
    """
    opened, closed = _gates(facts, frozenset(betas), body.get("model"))
    for pattern, keys in {"": fields, **known.FIELDS}.items():
        _no_extra_keys(body, pattern, keys, opened)
    for pattern, tags in known.TAGS.items():
        _no_extra_tags(body, pattern, tags, opened, closed)
    for gate in closed:
        _not_used(body, gate)


def _gates(facts: Facts, betas: frozenset[str], model: Any) -> tuple[list[GateFact], list[GateFact]]:
    gates = [gate for beta in facts.betas.values() for gate in beta.gates if gate.mode != GateMode.HISTORICAL]
    opened = [gate for gate in gates if gate.beta in betas]
    free = {(gate.path, gate.value) for gate in opened}
    closed = [gate for gate in facts.required_gates() if (gate.path, gate.value) not in free and _stands(gate, model)]
    return opened, closed


def _stands(gate: GateFact, model: Any) -> bool:
    return not gate.only_on or model in gate.only_on


def _no_extra_keys(body: dict[str, Any], pattern: str, keys: frozenset[str], opened: list[GateFact]) -> None:
    unlocked = [f"{FILTER.sub('[]', gate.path)}." for gate in opened]
    for at, node in paths.find(body, pattern):
        if not isinstance(node, dict) or (pattern == "tools[]" and node.get("type", "custom") != "custom"):
            continue
        for key in node:
            wanted = f"{pattern}.{key}".lstrip(".")
            if key not in keys and not any(path.startswith((f"{wanted}.", f"{wanted}[")) for path in unlocked):
                raise _extra(paths.inside(at, node, key))


def _no_extra_tags(
    body: dict[str, Any], pattern: str, tags: Iterable[str], opened: list[GateFact], closed: list[GateFact]
) -> None:
    path = f"{pattern}.type"
    locked = {gate.value for gate in closed if gate.path == path}
    allowed = sorted({*tags} - locked | {gate.value for gate in opened if gate.path == path and gate.value})
    for at, tag in paths.find(body, path):
        if tag not in allowed:
            raise unexpected_tag(at.removesuffix(".type"), tag, allowed)


def _not_used(body: dict[str, Any], gate: GateFact) -> None:
    for at, value in paths.find(body, gate.path):
        if gate.kind == GateKind.FIELD or value == gate.value or (gate.value == "object" and isinstance(value, dict)):
            raise _extra(at)


def _extra(path: str) -> Refused:
    return invalid(f"{path}: Extra inputs are not permitted")


def unexpected_tag(path: str, tag: Any, expected: Iterable[str]) -> Refused:
    tags = ", ".join(f"'{tag}'" for tag in expected)
    return invalid(f"{path}: Input tag '{tag}' found using 'type' does not match any of the expected tags: {tags}")
