"""Names that are well and do not fit this request: nothing to unlock, another endpoint, another model, alone."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from betas.catalogue.facts import BetaFact
from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import Finding, Fix, Level
from betas.diagnosis.nearest import offered
from betas.models.choices import GateMode, Status

MODEL = re.compile(r"claude-[a-z0-9.-]+\Z")
EXACT = re.compile(r"-(?:\d{8}|0|latest)\Z")
# What an answer counts, and what only a field can bring into it, says nothing about a name alone.
COUNTED = "usage."


def unused(draft: Draft) -> Iterator[Finding]:
    for beta in draft.known():
        gates = [gate for gate in beta.gates if gate.mode != GateMode.HISTORICAL]
        if not gates or _acts_alone(draft, beta) or any(draft.uses(beta.gates, on_any_model=True)):
            continue
        what = ", ".join(dict.fromkeys(gate.value or gate.path for gate in gates))
        message = _("%(name)s is named, and nothing here uses what it unlocks: %(what)s.")
        yield Finding(
            Level.WARNING, "unused_beta", message % {"name": beta.name, "what": what}, (beta.name,),
            fix=Fix(remove=(beta.name,)), source=beta.source("gates"),
        )  # fmt: skip


def _acts_alone(draft: Draft, beta: BetaFact) -> bool:
    """On endpoints of its own, and where answers show more than what its fields bring into them."""
    if not draft.for_messages():
        return True
    brought = {gate.path for gate in beta.gates} | {gate.value for gate in beta.gates if gate.value}
    for shown in beta.shows:
        path, _equals, values = shown.partition("=")
        if not path.startswith(COUNTED) and path not in brought and brought.isdisjoint(values.split("|")):
            return True
    return False


def wrong_endpoint(draft: Draft) -> Iterator[Finding]:
    for beta in draft.known():
        paths = [endpoint.partition(" ")[2] for endpoint in beta.endpoints]
        if not paths or not all(re.fullmatch(r"/[\w/{}-]+", path) for path in paths) or draft.covered(beta.endpoints):
            continue
        shown = ", ".join(dict.fromkeys(paths[:2])) + ("" if len(paths) < 3 else ", …")
        message = _("%(name)s is for other endpoints than %(path)s: %(endpoints)s.")
        used = any(draft.uses(beta.gates, on_any_model=True))
        yield Finding(
            Level.WARNING, "wrong_endpoint",
            message % {"name": beta.name, "path": draft.path, "endpoints": shown}, (beta.name,),
            fix=None if used else Fix(remove=(beta.name,)), source=beta.source("endpoints"),
        )  # fmt: skip


def unsupported_model(draft: Draft) -> Iterator[Finding]:
    """A source's no is a warning. Being left out of a list is only told, and not of models newer than the list."""
    for beta in draft.known():
        for model in draft.models():
            says = {_plain(name): said for name, said in beta.models.items()}
            supported, note = says.get(_plain(model), (None, ""))
            if supported is False:
                why = note or _("it is not supported there")
                message = _("%(name)s does not work with %(model)s: %(why)s.")
                told = message % {"name": beta.name, "model": model, "why": why.rstrip(".")}
                yield _unfit(draft, beta, Level.WARNING, told)
            elif beta.status == Status.ACTIVE and _left_out(draft, model, beta):
                message = _("%(model)s is not among the models that %(name)s is said to work with.")
                yield _unfit(draft, beta, Level.INFO, message % {"name": beta.name, "model": model})


def _unfit(draft: Draft, beta: BetaFact, level: Level, message: str) -> Finding:
    idle = level == Level.WARNING and not any(draft.uses(beta.gates, on_any_model=True))
    fix = Fix(remove=(beta.name,)) if idle else None
    return Finding(level, "unsupported_model", message, (beta.name,), "model", fix, beta.source("models"))


def _left_out(draft: Draft, model: str, beta: BetaFact) -> bool:
    """The catalogue's models stand newest first."""
    known = list(dict.fromkeys(map(_plain, draft.facts.models)))
    listed = [_plain(name) for name, (supported, _note) in beta.models.items() if supported]
    if not listed or not all(map(MODEL.match, listed)) or _plain(model) not in known or _plain(model) in listed:
        return False
    places = [known.index(name) for name in listed if name in known]
    return bool(places) and known.index(_plain(model)) > min(places)


def _plain(model: str) -> str:
    """claude-opus-4-20250514, claude-opus-4-0 and claude-opus-4 are one."""
    return EXACT.sub("", model)


def required_absent(draft: Draft) -> Iterator[Finding]:
    """Where the other has gates it is needed for what stands behind them: then both are used, and it is only told."""
    for beta in draft.known():
        for requirement in beta.requires:
            other = draft.facts.betas.get(requirement.other or "")
            if other and other.name not in draft.betas and _needed(draft, beta, other):
                message = _("%(name)s needs %(other)s beside it: %(why)s.") if requirement.note else _(
                    "%(name)s needs %(other)s beside it."
                )  # fmt: skip
                told = message % {"name": beta.name, "other": other.name, "why": requirement.note}
                yield _add((beta.name, other.name), told, Level.INFO if other.gates else Level.WARNING, beta)


def _needed(draft: Draft, beta: BetaFact, other: BetaFact) -> bool:
    free = other.status == Status.GENERALLY_AVAILABLE and other.header_still_needed is not True
    if free or not other.accepted or not offered(other, draft.facts, draft.platform):
        return False
    return not other.gates or all(any(draft.uses(one.gates, on_any_model=True)) for one in (beta, other))


def endpoint_bare(draft: Draft) -> Iterator[Finding]:
    """An endpoint that only betas know, without one of them: the SDKs send it by themselves."""
    if draft.for_messages():
        return
    there = [beta for beta in draft.facts.betas.values() if draft.among(beta.endpoints)]
    current = [beta for beta in there if beta.status == Status.ACTIVE and beta.header_still_needed is not False]
    if current and len(current) == len(there) and not {beta.name for beta in there} & set(draft.betas):
        beta = current[-1]
        message = _("%(path)s is an endpoint of %(name)s, which the official SDKs send by themselves.")
        yield _add((beta.name,), message % {"path": draft.path, "name": beta.name}, Level.WARNING, beta)


def _add(betas: tuple[str, ...], message: str, level: Level, beta: BetaFact) -> Finding:
    fix = Fix(add=(betas[-1],))
    return Finding(level, "required_beta_absent", message, betas, fix=fix, source=beta.source("requires", "endpoints"))
