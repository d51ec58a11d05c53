"""Which catalogued beta somebody meant who wrote another name, and which stands for one by now."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from betas.catalogue.facts import BetaFact, Facts, PlatformFact

NOISE = re.compile(r"[^a-z0-9]+")
DATE = re.compile(r"-?(?:\d{4}-?\d\d-?\d\d|latest|beta|v?\d+)\Z")
SURE = 0.8
LONGEST = 128


def nearest(name: str, facts: Facts, platform: str = "") -> str | None:
    """An accepted name: written otherwise, another date of the same feature, or one a few letters away.

    The name of a gated type stands for the beta that unlocks it. None where nothing is near, or where the platform does
    not offer that feature.
    """
    if len(name) > LONGEST:
        return None
    plain = name.lower().replace("_", "-")
    ways = (_same, _of_family, _unlocking, _close, _of_close_family)
    found = (living(name, facts) for way in ways for name in way(plain, facts))
    meant = next((name for name in found if name), None)
    alike = [meant, *_of_family(facts.betas[meant].family, facts)] if meant else []
    return next((name for name in alike if offered(facts.betas[name], facts, platform)), None)


def living(name: str, facts: Facts, platform: str = "") -> str | None:
    """The beta itself where it is accepted, else the first accepted one after it."""
    return next((beta.name for beta in line(name, facts) if _taken(beta, facts, platform)), None)


def latest(name: str, facts: Facts, platform: str = "") -> str | None:
    """The last accepted beta of the line that `name` stands in, None where that is itself or none."""
    later = list(line(name, facts))[1:]
    return next((beta.name for beta in reversed(later) if _taken(beta, facts, platform)), None)


def line(name: str, facts: Facts) -> Iterator[BetaFact]:
    """The beta, what succeeded it, and so on."""
    seen = set[str]()
    at: str | None = name
    while at and at in facts.betas and at not in seen:
        seen.add(at)
        yield facts.betas[at]
        at = facts.betas[at].successor


def offered(beta: BetaFact, facts: Facts, platform: str) -> bool:
    """What a platform is said of first counts: the beta itself, then what succeeded it. Where nothing is said, yes."""
    said = (later.platforms.get(platform, PlatformFact()).supported for later in line(beta.name, facts))
    return next((supported for supported in said if supported is not None), True)


def _taken(beta: BetaFact, facts: Facts, platform: str) -> bool:
    return beta.accepted and offered(beta, facts, platform)


def _same(plain: str, facts: Facts) -> list[str]:
    bare = NOISE.sub("", plain)
    return [name for name in facts.betas if NOISE.sub("", name.lower()) == bare]


def _of_family(plain: str, facts: Facts) -> list[str]:
    """Another date, or none, behind a known feature's name: the nearest date first, the newest where none is given."""
    family = DATE.sub("", plain)
    dated = [beta for beta in facts.betas.values() if beta.family == family and beta.accepted]
    newest = [beta.name for beta in sorted(dated, key=_age, reverse=True)]
    given = plain.removeprefix(family)
    return get_close_matches(plain, newest, n=1, cutoff=0) if re.search(r"\d{4}", given) else newest


def _age(beta: BetaFact) -> tuple[bool, str]:
    return beta.successor is None, beta.name


def _unlocking(plain: str, facts: Facts) -> list[str]:
    gates = [gate for beta in facts.betas.values() for gate in beta.gates]
    return [gate.beta for gate in gates if gate.value and gate.value.replace("_", "-") == plain]


def _close(plain: str, facts: Facts) -> list[str]:
    return get_close_matches(plain, list(facts.betas), n=3, cutoff=SURE)


def _of_close_family(plain: str, facts: Facts) -> list[str]:
    families = {beta.family for beta in facts.betas.values()}
    family = DATE.sub("", plain)
    close = get_close_matches(family, sorted(families), n=1, cutoff=SURE)
    return [name for found in close for name in _of_family(found + plain.removeprefix(family), facts)]
