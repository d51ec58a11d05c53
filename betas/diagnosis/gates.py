"""Which betas unlock a field that was refused."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from betas.catalogue.facts import Facts, GateFact
from betas.models.choices import GateMode

STEP = re.compile(r"\[[^\]]*\]|[^.\[\]]+")
ITEM = "[]"
DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True, slots=True)
class Unlocking:
    """Betas, oldest first, any one of which helps. `sure` where a source states a gate at exactly this place; `gate` is
    then its pattern, and of a field `path` the place in the body."""

    betas: tuple[str, ...]
    sure: bool
    gate: str = ""
    path: str = ""


def of_field(facts: Facts, path: str) -> Unlocking:
    """`path` is concrete, such as `tools.0.custom.input_examples`: it may name a branch that gates leave out."""
    steps = _steps(path)
    exact = [gate for gate in _all(facts) if _fits(_steps(gate.path), steps)]
    found = _unlocking(exact, near=[gate for gate in _all(facts) if _stands_above(steps, _steps(gate.path))])
    fields = [gate.path for gate in exact if not gate.value]
    return replace(found, gate=fields[0], path=_concrete(path, fields[0])) if fields else found


def of_value(facts: Facts, path: str, name: str, value: str) -> Unlocking:
    """The gates of one value of `name` (a tool's `type`, say) in the object at `path`."""
    steps = [*_steps(path), name]
    return _unlocking([gate for gate in _all(facts) if gate.value == value and _fits(_steps(gate.path), steps)])


def of_choice(facts: Facts, path: str) -> Unlocking:
    """The gates of any value of the field at `path`, for errors that do not repeat the value."""
    steps = _steps(path)
    return _unlocking([], near=[gate for gate in _all(facts) if gate.value and _fits(_steps(gate.path), steps)])


def _all(facts: Facts) -> Iterable[GateFact]:
    return (gate for beta in facts.betas.values() for gate in beta.gates)


def _unlocking(exact: list[GateFact], near: Iterable[GateFact] = ()) -> Unlocking:
    stated = [gate for gate in exact if gate.mode != GateMode.INFERRED]
    found = stated or exact or near
    return Unlocking(tuple(sorted({gate.beta for gate in found}, key=_age)), sure=bool(stated))


def _age(name: str) -> tuple[str, str]:
    date = DATE.search(name)
    return (date[0] if date else "", name)


def _steps(path: str) -> list[str]:
    """`tools.0.name`, `tools[0].name` and `tools[type=custom].name` alike: tools, [], name."""
    return [ITEM if step.isdecimal() or step.startswith("[") else step for step in STEP.findall(path)]


def _concrete(path: str, pattern: str) -> str:
    """Without the branches that the API names in between."""
    wanted, kept = _steps(pattern), list[str]()
    for given, step in zip(STEP.findall(path), _steps(path), strict=True):
        if len(kept) < len(wanted) and step == wanted[len(kept)]:
            kept.append(given.strip("[]"))
    return "" if "=" in path else ".".join(kept)


def _fits(pattern: list[str], steps: list[str]) -> bool:
    """The same first and last step, and the pattern's others in between in their order."""
    if not pattern or not steps or (pattern[0], pattern[-1]) != (steps[0], steps[-1]):
        return False
    rest = iter(steps)
    return all(step in rest for step in pattern)


def _stands_above(steps: list[str], pattern: list[str]) -> bool:
    return any(_fits(pattern[:end], steps) for end in range(1, len(pattern)) if pattern[end - 1] != ITEM)
