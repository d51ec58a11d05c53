"""The betas to pick from, as the page lists them: chosen ones on top, past ones folded away."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from betas.catalogue.facts import BetaFact, Facts
from betas.models.choices import Status

PAST = (Status.RETIRED, Status.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Pick:
    """`status` is empty for a name that is not catalogued."""

    name: str
    title: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Picks:
    chosen: tuple[Pick, ...]
    current: tuple[Pick, ...]
    past: tuple[Pick, ...]


def picks(chosen: Sequence[str], facts: Facts) -> Picks:
    """`chosen` keeps its order, for it is the header's."""
    rest = [fact for fact in facts.betas.values() if fact.name not in chosen]
    return Picks(
        chosen=tuple(_pick(facts.betas.get(name), name) for name in dict.fromkeys(chosen)),
        current=tuple(_pick(fact, fact.name) for fact in rest if fact.status not in PAST),
        past=tuple(_pick(fact, fact.name) for fact in rest if fact.status in PAST),
    )


def _pick(fact: BetaFact | None, name: str) -> Pick:
    return Pick(name, fact.title, fact.status) if fact else Pick(name)


def uncatalogued(names: Collection[str], facts: Facts) -> list[str]:
    return [name for name in names if name not in facts.betas]
