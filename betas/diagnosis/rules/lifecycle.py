"""What became of a beta: refused by now, about to be, or no longer needed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from betas.catalogue.facts import BetaFact
from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import Finding, Fix, Level
from betas.diagnosis.nearest import latest, living
from betas.models.choices import GateMode, Platform, Status


def refused(draft: Draft) -> Iterator[Finding]:
    """An API that takes only living names refuses the whole request for one of these."""
    for beta in draft.known():
        if not beta.accepted:
            instead = living(beta.name, draft.facts, draft.platform)
            message = _("%(name)s is not accepted any more, which fails the whole request.")
            if instead:
                message = _("%(name)s is not accepted any more, which fails the whole request: use %(instead)s.")
            fix = Fix(add=(instead,) if instead else (), remove=(beta.name,))
            told = message % {"name": beta.name, "instead": instead}
            where = beta.source("retired", "status")
            yield Finding(Level.ERROR, "retired_beta", told, (beta.name,), fix=fix, source=where)


def ageing(draft: Draft) -> Iterator[Finding]:
    for beta in draft.known():
        if beta.accepted and beta.status == Status.RETIRED:
            message = _("%(name)s is retired: it is still accepted but changes nothing.")
            yield _aged(beta, "retired_beta", message, Fix(remove=(beta.name,)), "retired")
        elif beta.status == Status.DEPRECATED:
            yield _deprecated(draft, beta, latest(beta.name, draft.facts, draft.platform))
        elif beta.status == Status.SUPERSEDED:
            yield _superseded(beta, latest(beta.name, draft.facts, draft.platform))


def _deprecated(draft: Draft, beta: BetaFact, newer: str | None) -> Finding:
    if newer:
        message = _("%(name)s is deprecated and may be refused one day: its successor is %(newer)s.")
        return _aged(beta, "deprecated_beta", message, _instead(beta, newer), "deprecated", newer)
    message = _("%(name)s is deprecated and may be refused one day: no successor is stated.")
    if latest(beta.name, draft.facts):
        message = _("%(name)s is deprecated and may be refused one day: its successor is not offered on this platform.")
    fix = Fix(remove=(beta.name,)) if beta.header_still_needed is False else None
    return _aged(beta, "deprecated_beta", message, fix, "deprecated")


def _superseded(beta: BetaFact, newer: str | None) -> Finding:
    if newer:
        message = _("%(name)s has a newer version: %(newer)s.")
        return _aged(beta, "superseded_beta", message, _instead(beta, newer), "status", newer)
    return _aged(beta, "superseded_beta", _("%(name)s has been superseded."), None, "status")


def _instead(beta: BetaFact, newer: str) -> Fix:
    return Fix(add=(newer,), remove=(beta.name,))


def _aged(beta: BetaFact, code: str, message: str, fix: Fix | None, fact: str, newer: str = "") -> Finding:
    told = message % {"name": beta.name, "newer": newer}
    return Finding(Level.WARNING, code, told, (beta.name,), fix=fix, source=beta.source(fact, "status"))


def not_needed(draft: Draft) -> Iterator[Finding]:
    """What is generally available on the Claude API, unless something here still stands behind the name's gate."""
    for beta in draft.known():
        available = beta.status == Status.GENERALLY_AVAILABLE and beta.header_still_needed is not True
        required = [gate for gate in beta.gates if gate.mode == GateMode.REQUIRED]
        if draft.platform != Platform.CLAUDE_API or not available or any(draft.uses(required)):
            continue
        sure = beta.header_still_needed is False
        message = _("%(name)s is generally available: the header is not needed any more.") % {"name": beta.name}
        yield Finding(
            Level.WARNING if sure else Level.INFO, "header_not_needed", message, (beta.name,),
            fix=Fix(remove=(beta.name,)), source=beta.source("header_still_needed", "ga"),
        )  # fmt: skip


def old_shape(draft: Draft) -> Iterator[Finding]:
    """On the feature's own endpoints; in a message the name changes no answer."""
    for beta in draft.known():
        if beta.changes_response_shape and not draft.for_messages() and draft.among(beta.endpoints):
            message = _("%(name)s selects the older shape of the answers here: leave it out for the newer one.")
            yield Finding(
                Level.WARNING, "pins_old_shape", message % {"name": beta.name}, (beta.name,),
                fix=Fix(remove=(beta.name,)), source=beta.source("changes_response_shape", "ga"),
            )  # fmt: skip
