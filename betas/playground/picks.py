"""The betas to pick from, as the page lists them: each in one group, chosen ones on top, past ones folded away."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from betas.catalogue.facts import BetaFact, Facts, GateFact
from betas.diagnosis.uses import Use
from betas.models.choices import GateMode, Status

PAST = (Status.RETIRED, Status.SUPERSEDED)
RANKS = {Status.DEPRECATED: 1, Status.UNKNOWN: 1, Status.SUPERSEDED: 2, Status.RETIRED: 3}

Asked = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Pick:
    """A search looks in `words`; `why` are the places that ask; `address` is its page, `details` what to call them.

    A name that is not catalogued has none of the last two, and no status.
    """

    name: str
    title: str = ""
    status: str = ""
    words: str = ""
    why: tuple[str, ...] = ()
    address: str = ""
    details: str = ""
    chosen: bool = False

    @property
    def home(self) -> str:
        """The group to which it goes back when it is not chosen."""
        return "past" if self.status in PAST else "current"


@dataclass(frozen=True, slots=True)
class Picks:
    chosen: tuple[Pick, ...]
    suggested: tuple[Pick, ...]
    lately: tuple[Pick, ...]
    current: tuple[Pick, ...]
    past: tuple[Pick, ...]


def picks(chosen: Iterable[str], facts: Facts, asked: Asked | None = None, lately: Iterable[str] = ()) -> Picks:
    """`chosen` keeps its order, for it is the header's; `asked` are the suggestions, see `asked_for`."""
    asked = asked or {}
    taken = dict.fromkeys(chosen)
    suggested = [name for name in asked if name not in taken]
    used = [name for name in lately if name not in {*taken, *suggested}]
    grouped = {*taken, *suggested, *used}
    rest = [fact for fact in facts.betas.values() if fact.name not in grouped]
    index, details = reverse("catalogue:index"), _("Details of %(name)s")

    def pick(name: str, why: Sequence[str] = (), *, chosen: bool = False) -> Pick:
        fact = facts.betas.get(name)
        if fact is None:
            return Pick(name, words=name.lower(), chosen=chosen)
        address, called = f"{index}{name}/", details % {"name": name}
        return Pick(name, fact.title, fact.status, _words(fact), tuple(why), address, called, chosen)

    return Picks(
        chosen=tuple(pick(name, chosen=True) for name in taken),
        suggested=tuple(pick(name, asked[name]) for name in suggested),
        lately=tuple(pick(name) for name in used),
        current=tuple(pick(fact.name) for fact in rest if fact.status not in PAST),
        past=tuple(pick(fact.name) for fact in rest if fact.status in PAST),
    )


def asked_for(uses: Iterable[Use], chosen: Iterable[str], facts: Facts) -> Asked:
    """Betas and the places that ask for them, those first that unlock most.

    Nothing for what a chosen beta unlocks already; of several that would help, only those of the best standing.
    """
    opened = {_key(gate) for name in chosen for gate in _gates(name, facts) if gate.mode != GateMode.HISTORICAL}
    helping: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for use in uses:
        if _key(use.gate) not in opened:
            helping[_key(use.gate)].setdefault(use.gate.beta, use.path)
    asked: dict[str, list[str]] = defaultdict(list)
    for (_path, value), places in helping.items():
        for name in _best(places, facts):
            asked[name].append(f"{places[name]}: {value}" if value else places[name])
    return dict(sorted(asked.items(), key=lambda entry: -len(entry[1])))


def uncatalogued(names: Collection[str], facts: Facts) -> list[str]:
    return [name for name in names if name not in facts.betas]


def _best(names: Collection[str], facts: Facts) -> list[str]:
    rank = {name: RANKS.get(Status(facts.betas[name].status), 0) for name in names}
    return [name for name in names if rank[name] == min(rank.values())]


def _key(gate: GateFact) -> tuple[str, str]:
    return gate.path, gate.value


def _gates(name: str, facts: Facts) -> tuple[GateFact, ...]:
    fact = facts.betas.get(name)
    return fact.gates if fact else ()


def _words(fact: BetaFact) -> str:
    """Name, title, family, and what the gates open."""
    gates = (word for gate in fact.gates for word in _key(gate))
    return " ".join(filter(None, dict.fromkeys([fact.name, fact.title, fact.family, *gates]))).lower()
