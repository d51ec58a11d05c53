"""What another release of the Python SDK means for the betas in use: pure, from what both packages say."""

from collections.abc import Mapping
from dataclasses import dataclass

from betas.catalogue.sync.found import Announcement, Package, version_key


@dataclass(frozen=True, slots=True)
class Pin:
    """The beta that the SDK appends by itself to an endpoint, before and after; empty for none."""

    endpoint: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Gated:
    """A parameter whose docstring names other betas than before: `Class.field`, and the betas that are new to it."""

    parameter: str
    betas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upgrade:
    """From version `old` to `new`: names, announcements, default pins and gates that are not the same in both."""

    old: str
    new: str
    added: list[str]
    gone: list[str]
    announced: list[Announcement]
    gained: list[Pin]
    dropped: list[Pin]
    replaced: list[Pin]
    gated: list[Gated]

    @property
    def is_downgrade(self) -> bool:
        return version_key(self.new) < version_key(self.old)

    @property
    def means_nothing(self) -> bool:
        return not any((self.added, self.gone, self.announced, self.gained, self.dropped, self.replaced, self.gated))

    @property
    def names(self) -> set[str]:
        """Every beta that it speaks of."""
        pins = [name for pin in (*self.gained, *self.dropped, *self.replaced) for name in (pin.before, pin.after)]
        gates = [name for gate in self.gated for name in gate.betas]
        return {*self.added, *self.gone, *(one.beta for one in self.announced), *pins, *gates} - {""}


def compare(old: Package, new: Package) -> Upgrade:
    pins = [
        Pin(endpoint, old.pins.get(endpoint, ""), new.pins.get(endpoint, ""))
        for endpoint in sorted(old.pins.keys() | new.pins.keys())
    ]
    return Upgrade(
        old=old.version,
        new=new.version,
        added=sorted(new.betas - old.betas),
        gone=sorted(old.betas - new.betas),
        announced=_announced(old, new),
        gained=[pin for pin in pins if pin.after and not pin.before],
        dropped=[pin for pin in pins if pin.before and not pin.after],
        replaced=[pin for pin in pins if pin.before and pin.after and pin.before != pin.after],
        gated=_gated(old.gated, new.gated),
    )


def _announced(old: Package, new: Package) -> list[Announcement]:
    """What the changelog of the new one announces in the releases since the old one."""
    first, last = version_key(old.version), version_key(new.version)
    return sorted(one for one in new.announcements if first < version_key(one.version) <= last)


def _gated(old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]) -> list[Gated]:
    found = (Gated(name, tuple(set(betas) - set(old.get(name, ())))) for name, betas in sorted(new.items()))
    return [Gated(gate.parameter, tuple(sorted(gate.betas))) for gate in found if gate.betas]
