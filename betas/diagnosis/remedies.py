"""What may help after an error, from the catalogue's facts: a name dropped, replaced or added."""

from collections.abc import Sequence

from betas.catalogue.facts import BetaFact, Facts, PlatformFact
from betas.diagnosis.findings import Fix
from betas.diagnosis.nearest import latest, nearest
from betas.models.choices import Status


def without(facts: Facts, refused: Sequence[str], sent: Sequence[str], platform: str | None) -> Fix | None:
    """Drop what was refused; where the catalogue knows what stands for it now, take that instead."""
    if not refused:
        return None
    others = [name for name in sent if name not in refused]
    instead = [name for name in (_instead(facts, name, platform) for name in refused) if name]
    add = tuple(name for name in dict.fromkeys(instead) if name not in refused and name not in others)
    return Fix(add=add, remove=tuple(refused))


def suspects(facts: Facts, sent: Sequence[str], platform: str | None) -> tuple[str, ...]:
    """Of an error that names nobody: the only name sent, or those that the facts do not vouch for there."""
    if len(sent) == 1:
        return tuple(sent)
    return tuple(name for name in sent if not _vouched(facts.betas.get(name), platform))


def adding(facts: Facts, betas: Sequence[str], platform: str | None) -> Fix | None:
    """The best of several of which any one helps: accepted, offered there, current, the newest."""
    known = [facts.betas[name] for name in betas if name in facts.betas]
    usable = [beta for beta in known if beta.accepted and _there(beta, platform).supported is not False]
    best = max(usable, key=_worth, default=None)
    if best:
        return Fix(add=(_there(best, platform).sent_as or best.name,))
    return None if known else Fix(add=tuple(betas[:1]))


def _worth(beta: BetaFact) -> tuple[bool, bool, int]:
    """Of equals the one with the fewest gates is meant for this one."""
    return beta.status == Status.ACTIVE, beta.successor is None, -len(beta.gates)


def _instead(facts: Facts, name: str, platform: str | None) -> str | None:
    beta = facts.betas.get(name)
    if beta is None:
        return nearest(name, facts)
    return _there(beta, platform).sent_as or latest(name, facts)


def _vouched(beta: BetaFact | None, platform: str | None) -> bool:
    return beta is not None and beta.accepted and (platform is None or _there(beta, platform).supported is True)


def _there(beta: BetaFact, platform: str | None) -> PlatformFact:
    """What is said of the platform behind whatever stands in front of it."""
    return beta.platforms.get((platform or "").removeprefix("litellm+"), PlatformFact())
