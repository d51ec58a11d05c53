"""What cannot be sent together. A conflict's subject says where it stands: on an endpoint, with a field, anywhere."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from betas.catalogue.facts import BetaFact, Facts, GateFact, OtherFact
from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import Finding, Fix, Level
from betas.models.choices import GateMode

ENDPOINT = re.compile(r"/v1/[\w/]+")
FIELD = re.compile(r"the field (\w+)")


def between_names(draft: Draft) -> Iterator[Finding]:
    """Betas that exclude each other, each pair once, and what does not go with this endpoint."""
    told = set[frozenset[str]]()
    for beta in draft.known():
        for conflict in beta.conflicts:
            pair = frozenset((beta.name, conflict.other or conflict.subject))
            if pair not in told and _stands(draft, conflict.subject) and (found := _of_names(draft, beta, conflict)):
                told.add(pair)
                yield found


def between_fields(draft: Draft) -> Iterator[Finding]:
    """Fields that exclude each other, each pair once, whether their betas are named or only needed."""
    told = set[frozenset[str]]()
    for beta, conflict in _of_fields(draft.facts):
        at, fields = _fields(draft, beta, conflict)
        if fields and frozenset(fields) not in told and _stands(draft, conflict.subject):
            told.add(frozenset(fields))
            yield _excluded(draft, beta, conflict, at, fields)


@lru_cache(maxsize=2)
def _of_fields(facts: Facts) -> Sequence[tuple[BetaFact, OtherFact]]:
    return [
        (beta, conflict)
        for beta in facts.betas.values()
        for conflict in beta.conflicts
        if FIELD.search(conflict.subject)
    ]


def excluded(draft: Draft, beta: BetaFact, present: Collection[str]) -> bool:
    """Whether a name among those present forbids this one here, whatever the body holds."""
    others = [draft.facts.betas[name] for name in present if name in draft.facts.betas]
    return any(_forbids(draft, beta, other) or _forbids(draft, other, beta) for other in others)


def _forbids(draft: Draft, one: BetaFact, other: BetaFact) -> bool:
    between = [conflict.subject for conflict in one.conflicts if conflict.other == other.name]
    return any(not FIELD.search(subject) and _stands(draft, subject) for subject in between)


def _stands(draft: Draft, subject: str) -> bool:
    endpoint = ENDPOINT.search(subject)
    return endpoint is None or draft.path == endpoint[0] or draft.path.startswith(f"{endpoint[0]}/")


def _of_names(draft: Draft, beta: BetaFact, conflict: OtherFact) -> Finding | None:
    """A conflict of fields makes no error of the names alone, and is told of the fields where both are there."""
    if not conflict.other:
        return _with_endpoint(draft, beta, conflict) if ENDPOINT.search(conflict.subject) else None
    if not FIELD.search(conflict.subject):
        return _exclusive(draft, beta, conflict, Level.ERROR)
    return None if _fields(draft, beta, conflict)[1] else _exclusive(draft, beta, conflict, Level.WARNING)


def _fields(draft: Draft, beta: BetaFact, conflict: OtherFact) -> tuple[str, tuple[str, ...]]:
    """Where the field that the conflict names and one of the beta's own stand beside each other, and these two."""
    named = FIELD.search(conflict.subject)
    own = {gate.path for gate in beta.gates if "." not in gate.path} - {named[1]} if named else set()
    for at, part in draft.parts():
        if named and named[1] in part and (mine := next((name for name in part if name in own), None)):
            return at, (named[1], mine)
    return "", ()


def _excluded(draft: Draft, beta: BetaFact, conflict: OtherFact, at: str, fields: tuple[str, ...]) -> Finding:
    away = _away(draft, fields)
    message = _("%(field)s and %(other)s cannot be sent together: %(why)s.") % {
        "field": fields[1],
        "other": fields[0],
        "why": conflict.note,
    }
    unset = tuple(f"{at}{away}" for at, part in draft.parts() if set(fields) <= set(part))
    return Finding(
        Level.ERROR, "conflicting_betas", message, _both(beta, conflict), at + fields[1],
        Fix(unset=unset, remove=_only_for(draft, away)), beta.source("conflicts"),
    )  # fmt: skip


def _away(draft: Draft, fields: tuple[str, ...]) -> str:
    """The field for which no beta is named; else of which fewer sources speak: an inferred one, else the first."""
    named = draft.named()
    chosen = {gate.path for gate in _gates(draft) if gate.beta in named}
    inferred = {gate.path for gate in _gates(draft) if gate.mode == GateMode.INFERRED}
    return max(fields, key=lambda name: (name not in chosen, name in inferred))


def _gates(draft: Draft) -> Iterator[GateFact]:
    return (gate for beta in draft.facts.betas.values() for gate in beta.gates)


def _only_for(draft: Draft, field: str) -> tuple[str, ...]:
    """Names that are sent for this field alone, and conflict because of it."""
    names = [beta for beta in draft.known() if any(gate.path == field for gate in beta.gates)]
    others = {beta.name: [gate for gate in beta.gates if gate.path.split(".")[0] != field] for beta in names}
    idle = [beta for beta in names if not any(draft.uses(others[beta.name], on_any_model=True))]
    return tuple(beta.name for beta in idle if any(conflict.other for conflict in beta.conflicts))


def _exclusive(draft: Draft, beta: BetaFact, conflict: OtherFact, level: Level) -> Finding | None:
    if conflict.other not in draft.betas or conflict.other not in draft.facts.betas:
        return None
    other = draft.facts.betas[conflict.other]
    message = _("%(name)s and %(other)s cannot be combined: %(why)s.") % {
        "name": beta.name,
        "other": other.name,
        "why": conflict.note or _("one excludes the other"),
    }
    lesser = _lesser(draft, beta, other)
    idle = level == Level.ERROR or not any(draft.uses(lesser.gates, on_any_model=True))
    fix = Fix(remove=(lesser.name,)) if idle else None
    return Finding(
        level, "conflicting_betas", message, (beta.name, other.name), fix=fix, source=beta.source("conflicts")
    )


def _lesser(draft: Draft, one: BetaFact, other: BetaFact) -> BetaFact:
    """Which of the two does less here: what is not used, then what has nothing to do with this endpoint."""

    def weight(beta: BetaFact) -> tuple[bool, bool, bool]:
        used = any(draft.uses(beta.gates, on_any_model=True))
        return used, draft.among(beta.endpoints), beta.successor is None

    return one if weight(one) <= weight(other) else other


def _with_endpoint(draft: Draft, beta: BetaFact, conflict: OtherFact) -> Finding | None:
    use = next(draft.uses(beta.gates, on_any_model=True), None)
    if use is None:
        return None
    message = _("%(path)s does not go with this endpoint: %(why)s.") % {"path": use.path, "why": conflict.note}
    return Finding(Level.WARNING, "conflicting_betas", message, (beta.name,), use.path, source=beta.source("conflicts"))


def _both(beta: BetaFact, conflict: OtherFact) -> tuple[str, ...]:
    return (beta.name, conflict.other) if conflict.other else (beta.name,)
