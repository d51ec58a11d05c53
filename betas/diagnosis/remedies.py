"""What may help after an error, from the catalogue's facts and the request: a name dropped, replaced or added."""

from collections.abc import Sequence
from dataclasses import replace

from betas.catalogue.facts import BetaFact, Facts, PlatformFact
from betas.diagnosis.case import Case, unique
from betas.diagnosis.draft import MESSAGES, Draft
from betas.diagnosis.findings import Fix, Level
from betas.diagnosis.gates import Unlocking
from betas.diagnosis.nearest import latest, nearest
from betas.diagnosis.rules.missing import missing
from betas.models.choices import Platform, Status

# So many are tried one by one; of more, one half and then the other.
FEW = 4


def without(case: Case, refused: Sequence[str]) -> Fix:
    """Drop what was refused; where the catalogue knows what stands for it now, take that instead."""
    others = [name for name in case.betas if name not in refused]
    instead = [name for name in (_instead(case.facts, name, case.platform) for name in refused) if name]
    add = tuple(name for name in unique(instead) if name not in refused and name not in others)
    return Fix(add=add, remove=tuple(refused))


def suspects(case: Case) -> tuple[str, ...]:
    """Of an error that names nobody: the only name sent, or those that the facts do not vouch for there."""
    if len(case.betas) == 1:
        return case.betas
    return unique(name for name in case.betas if not _vouched(case.facts.betas.get(name), case.platform))


def guesses(case: Case, suspected: tuple[str, ...]) -> list[Fix]:
    """The suspects together, then one name after the other, the easiest to do without first."""
    draft = _draft(case)
    names = sorted(unique(case.betas), key=lambda name: _weight(case, draft, name))
    half = (len(names) + 1) // 2
    parts = [(name,) for name in names] if len(names) <= FEW else [tuple(names[:half]), tuple(names[half:])]
    tries = [suspected, *parts] if suspected else parts
    return [without(case, part) for part in dict.fromkeys(tries)]


def droppable(case: Case, names: Sequence[str]) -> tuple[str, ...]:
    """Those of them that were sent; none where the request cannot do without one."""
    draft = _draft(case)
    sent = unique(name for name in names if name in case.betas)
    return () if any(_needed(case, draft, name) for name in sent) else sent


def opening(case: Case, unlocking: Unlocking) -> list[Fix]:
    """What opens a locked place, by worth: what lint adds to the very body, a beta that was not sent, the place left
    out."""
    unsent = [name for name in unlocking.betas if name not in case.betas]
    newer = [name for name in unsent if any(latest(sent, case.facts) == name for sent in case.betas)]
    sent = len(unsent) < len(unlocking.betas)
    given = _given(case, unlocking)
    added = adding(case, newer if sent else unsent, unlocking.gate)
    cut = [Fix(unset=(unlocking.path,))] if unlocking.path and (sent or not given + added) else []
    fixes: list[Fix] = []
    for fix in (*given, *added, *cut, *adding(case, unsent, unlocking.gate)):
        if fix not in fixes:
            fixes.append(fix)
    return fixes


def adding(case: Case, betas: Sequence[str], gate: str = "") -> list[Fix]:
    """Each that helps, the best first: offered there, current, made for what stands behind that gate."""
    known = [case.facts.betas[name] for name in betas if name in case.facts.betas]
    usable = [beta for beta in known if beta.accepted and _there(beta, case.platform).supported is not False]
    if betas and not known:
        return [Fix(add=tuple(betas[:1]))]
    ranked = sorted(usable, key=lambda beta: _worth(beta, case.platform, gate), reverse=True)
    better = [{other.name for other in ranked[:index]} for index in range(len(ranked))]
    best = [beta for beta, above in zip(ranked, better, strict=True) if latest(beta.name, case.facts) not in above]
    return [Fix(add=(_there(beta, case.platform).sent_as or beta.name,)) for beta in best]


def _worth(beta: BetaFact, platform: str | None, gate: str) -> tuple[bool, bool, bool, int, int]:
    """An error that does not tell its platform is taken for the Claude API's."""
    there = _there(beta, platform or Platform.CLAUDE_API)
    inside = sum(each.path == gate or each.path.startswith((f"{gate}.", f"{gate}[")) for each in beta.gates)
    return there.supported is True, beta.status == Status.ACTIVE, beta.successor is None, inside, -len(beta.gates)


def _draft(case: Case) -> Draft | None:
    return case.sent.draft(case.betas, case.platform) if case.sent.request else None


def _given(case: Case, unlocking: Unlocking) -> list[Fix]:
    """Of a known body lint tells which of them it needs, which may be more than one; nothing where any one would do."""
    draft, any_of = _draft(case), set(unlocking.betas)
    found = [finding for finding in missing(draft) if not any_of.isdisjoint(finding.betas)] if draft else []
    add = unique(name for finding in found for name in (finding.fix.add if finding.fix else ()))
    return [Fix(add=add)] if add and any(set(finding.betas) < any_of for finding in found) else []


def _needed(case: Case, draft: Draft | None, name: str) -> bool:
    """By what the body holds, or by the endpoint: a beta for others than messages is all that these are for."""
    beta = case.facts.betas.get(name)
    if beta is None:
        return False
    if beta.endpoints and not (draft.for_messages() if draft else any(MESSAGES in path for path in beta.endpoints)):
        return True
    if draft is None:
        return False
    without_it = replace(draft, betas=tuple(other for other in draft.betas if other != name))
    return any(finding.level == Level.ERROR and name in finding.betas for finding in missing(without_it))


def _weight(case: Case, draft: Draft | None, name: str) -> tuple[bool, bool, bool]:
    beta = case.facts.betas.get(name)
    useful = beta is not None and beta.header_still_needed is not False
    return _needed(case, draft, name), useful, beta is not None and beta.status == Status.ACTIVE


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
