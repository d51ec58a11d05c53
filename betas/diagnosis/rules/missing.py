"""Fields and types behind a gate that no beta of the request opens."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from betas.catalogue.facts import BetaFact, Facts, GateFact, PlatformFact
from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import Finding, Fix, Level
from betas.diagnosis.nearest import offered
from betas.diagnosis.rules.conflicts import excluded
from betas.diagnosis.uses import ANY_OBJECT, Use
from betas.models.choices import GateKind, GateMode, Platform, Status, Visibility

Place = tuple[str, str]
STANDING = (GateMode.REQUIRED, GateMode.INFERRED)


@dataclass(frozen=True, slots=True)
class Locked:
    """A gated place: its uses, and the betas of which any one opens it."""

    uses: tuple[Use, ...]
    keys: tuple[str, ...]

    @property
    def gate(self) -> GateFact:
        return self.uses[0].gate

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(use.path for use in self.uses))

    @property
    def required(self) -> bool:
        """Whether a source states it, and not only the name suggests it."""
        return any(use.gate.mode == GateMode.REQUIRED for use in self.uses)


def missing(draft: Draft) -> Iterator[Finding]:
    """One finding for each gated place, the narrowest gate first. Required ones make errors, inferred ones are told."""
    locked = _locked(draft)
    told = set[tuple[tuple[str, ...], str | None]]()
    for place, chosen in sorted(_chosen(draft, locked).items(), key=lambda item: len(locked[item[0]].keys)):
        found = locked[place]
        if (found.paths, chosen) not in told:
            told.add((found.paths, chosen))
            yield _finding(draft, found, chosen)


def _locked(draft: Draft) -> dict[Place, Locked]:
    """By pattern and value."""
    gates, keys, named = _standing(draft.facts), _keys(draft.facts), draft.named()
    found: dict[Place, list[Use]] = {}
    for use in draft.uses(sorted(draft.behind.gates.keys() & gates.keys(), key=gates.__getitem__)):
        if named.isdisjoint(keys[_place(use.gate)]):
            found.setdefault(_place(use.gate), []).append(use)
    return {place: Locked(tuple(uses), tuple(keys[place])) for place, uses in found.items()}


@lru_cache(maxsize=2)
def _standing(facts: Facts) -> Mapping[GateFact, int]:
    """Every gate that may be closed, and its number in the catalogue's order."""
    gates = [gate for beta in facts.betas.values() for gate in beta.gates if gate.mode in STANDING]
    return {gate: number for number, gate in enumerate(gates)}


@lru_cache(maxsize=2)
def _keys(facts: Facts) -> Mapping[Place, Mapping[str, None]]:
    """The betas of which any one opens a place, in the catalogue's order."""
    keys: dict[Place, dict[str, None]] = {}
    for gate in _standing(facts):
        keys.setdefault(_place(gate), {})[gate.beta] = None
    return keys


def _place(gate: GateFact) -> Place:
    return gate.path, gate.value


def _chosen(draft: Draft, locked: Mapping[Place, Locked]) -> dict[Place, str | None]:
    """The fewest betas that open everything; None where none that could be sent does."""
    chosen: dict[Place, str | None] = dict.fromkeys(locked)
    rest = dict(locked)
    while best := _best(draft, rest.values(), taken={name for name in chosen.values() if name}):
        opened = [place for place, found in rest.items() if best in found.keys]
        chosen.update(dict.fromkeys(opened, best))
        for place in opened:
            del rest[place]
    return chosen


def _best(draft: Draft, rest: Iterable[Locked], taken: set[str]) -> str | None:
    counts: dict[str, int] = {}
    for found in rest:
        for name in found.keys:
            counts[name] = counts.get(name, 0) + 1
    usable = [name for name in counts if _usable(draft, draft.facts.betas[name])]
    present = {*draft.betas, *taken}
    return max(usable, key=lambda name: _worth(draft, draft.facts.betas[name], counts[name], present), default=None)


def _usable(draft: Draft, beta: BetaFact) -> bool:
    return _there(draft, beta) and not excluded(draft, beta, draft.betas)


def _there(draft: Draft, beta: BetaFact) -> bool:
    return beta.accepted and offered(beta, draft.facts, draft.platform)


def _support(draft: Draft, beta: BetaFact) -> PlatformFact:
    return beta.platforms.get(draft.platform, PlatformFact())


def _worth(draft: Draft, beta: BetaFact, count: int, present: set[str]) -> tuple[Any, ...]:
    """What suits the rest of the request, among that what is said to be offered, what opens most, what is current."""
    clashes = {conflict.other for conflict in beta.conflicts} & present
    refused = any(beta.models.get(model, (None, ""))[0] is False for model in draft.models())
    return (
        not clashes, not refused, _support(draft, beta).supported is True, count,
        not beta.endpoints or draft.among(beta.endpoints), beta.visibility != Visibility.CLIENT_INTERNAL,
        beta.successor is None, beta.status == Status.ACTIVE, -len(beta.gates), beta.name,
    )  # fmt: skip


def _finding(draft: Draft, found: Locked, chosen: str | None) -> Finding:
    level = Level.ERROR if found.required else Level.INFO
    fix = _adding(draft, chosen) if chosen else _without(draft, found) if found.required else None
    source = draft.facts.betas[found.keys[0]].source("gates")
    betas = _cures(draft, found) or found.keys
    return Finding(level, "missing_beta", _told(draft, found), betas, found.paths[0], fix, source)


def _cures(draft: Draft, found: Locked) -> tuple[str, ...]:
    """What opens it and is offered here, said to be so before what is only not said not to be."""
    there = [draft.facts.betas[name] for name in found.keys if _there(draft, draft.facts.betas[name])]
    return tuple(beta.name for beta in sorted(there, key=lambda beta: _support(draft, beta).supported is not True))


def _told(draft: Draft, found: Locked) -> str:
    what = found.gate.value if found.gate.value not in ("", ANY_OBJECT) else found.paths[0]
    cures = _cures(draft, found)
    shown = {"what": what, "betas": _(" or ").join(cures), "platform": Platform(draft.platform).label}
    if not cures:
        return _("%(what)s cannot be had here: %(platform)s is not known to offer a beta that it needs.") % shown
    if not found.required:
        return _("%(what)s may need a beta, though no source states it: %(betas)s.") % shown
    return _("%(what)s needs a beta that is not named, and is refused without: %(betas)s.") % shown


def _adding(draft: Draft, name: str) -> Fix:
    return Fix(add=(_support(draft, draft.facts.betas[name]).sent_as or name,))


def _without(draft: Draft, found: Locked) -> Fix:
    """Where no beta can help: the gated thing goes. A block leaves its words, so that its turn is not empty."""
    if found.gate.kind == GateKind.CONTENT_BLOCK:
        return Fix(set={path: {"type": "text", "text": f"[{found.gate.value}]"} for path in found.paths})
    if found.gate.kind == GateKind.TOOL_TYPE:
        return Fix(unset=(*(path.removesuffix(".type") for path in found.paths), *_choices(draft)))
    return Fix(unset=found.paths)


def _choices(draft: Draft) -> Iterator[str]:
    """A choice may be of the tool that goes."""
    return (f"{at}tool_choice" for at, part in draft.parts() if "tool_choice" in part)
