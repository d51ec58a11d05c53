"""The dated versions of one feature: what changed from one to the next, and which one to use. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from betas.catalogue.advice import PAST
from betas.models import Beta, Gate
from betas.models.choices import Platform, Status


@dataclass(frozen=True, slots=True)
class Version:
    """What is compared. `platforms` says yes or no for those that a source speaks of."""

    name: str
    status: str
    gates: frozenset[str] = frozenset()
    endpoints: frozenset[str] = frozenset()
    platforms: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one kind of fact, what the newer version gained and lost."""

    label: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One version, how it differs from the one before, and how its header becomes the one to use."""

    beta: Beta
    differences: tuple[Difference, ...]
    header: str


def steps(betas: Iterable[Beta], use: Beta | None) -> list[Step]:
    """Oldest first. Needs gates and platforms at hand."""
    line = in_order(betas)
    before = [None, *line[:-1]]
    return [Step(beta, _since(older, beta), _header(beta, use)) for older, beta in zip(before, line, strict=True)]


def in_order(betas: Iterable[Beta]) -> list[Beta]:
    return sorted(betas, key=lambda beta: (beta.named_on or beta.first_in_sdk_on or date.min, beta.name))


def to_use(betas: Sequence[Beta]) -> Beta | None:
    """The newest that is not past; where all are, what their newest moved to; None where nothing is left to use."""
    newest_first = in_order(betas)[::-1]
    current = (beta for beta in newest_first if beta.status not in PAST)
    successors = (beta.successor for beta in newest_first if beta.successor and beta.successor.status not in PAST)
    return next(current, None) or next(successors, None)


def differences(old: Version, new: Version) -> tuple[Difference, ...]:
    """What no source states of one of them is no difference."""
    status = (frozenset([_status(new)]), frozenset([_status(old)]))
    both = old.platforms.keys() & new.platforms.keys()
    works = (frozenset(_works(version, both)) for version in (new, old))
    found = (
        _difference(_("Status"), *status),
        _difference(_("Unlocks"), new.gates, old.gates),
        _difference(_("Endpoints"), new.endpoints, old.endpoints),
        _difference(_("Platforms"), *works, is_stated=bool(both)),
    )
    return tuple(each for each in found if each.gained or each.lost)


def version(beta: Beta) -> Version:
    return Version(
        beta.name,
        beta.status,
        frozenset(_gate(gate) for gate in beta.gates.all()),
        frozenset(beta.endpoints),
        {row.platform: row.supported for row in beta.platforms.all() if row.supported is not None},
    )


def _since(older: Beta | None, beta: Beta) -> tuple[Difference, ...]:
    return differences(version(older), version(beta)) if older else ()


def _header(beta: Beta, use: Beta | None) -> str:
    """A diff; nothing comes in the place of a header that is not needed."""
    if use is None or beta.name == use.name:
        return ""
    gone = f"- anthropic-beta: {beta.name}"
    return gone if use.header_still_needed is False else f"{gone}\n+ anthropic-beta: {use.name}"


def _difference(label: str, new: frozenset[str], old: frozenset[str], *, is_stated: bool | None = None) -> Difference:
    if is_stated is False or (is_stated is None and not (new and old)):
        return Difference(label, (), ())
    return Difference(label, tuple(sorted(new - old)), tuple(sorted(old - new)))


def _works(version: Version, platforms: Iterable[str]) -> Iterable[str]:
    return (str(Platform(each).label) for each in platforms if version.platforms[each])


def _status(version: Version) -> str:
    return str(Status(version.status).label)


def _gate(gate: Gate) -> str:
    return f"{gate.path} = {gate.value}" if gate.value else gate.path
