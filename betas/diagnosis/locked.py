"""Fields and types that were refused: a beta is missing, or what stands in the body has no place there."""

from dataclasses import replace

from django.utils.translation import gettext as _

from betas.diagnosis import gates, remedies
from betas.diagnosis import signatures as wordings
from betas.diagnosis.case import Case, Confidence, Diagnosis
from betas.diagnosis.findings import IN_BODY
from betas.diagnosis.rules import places
from betas.diagnosis.signatures import Retry
from betas.models.choices import Means


def missing(case: Case) -> Diagnosis | None:
    for pattern in wordings.EXTRA_INPUT:
        if found := case.search(pattern):
            return _misplaced(case, found[1]) or _locked(case, found[1], gates.of_field(case.facts, found[1]))
    if found := case.search(wordings.INPUT_TAG):
        return _locked(case, found[1], gates.of_value(case.facts, found[1], found[3], found[2]))
    if found := case.search(wordings.INPUT_CHOICE):
        return _locked(case, found[1], gates.of_choice(case.facts, found[1]))
    return _required(case) if case.search(wordings.BETA_REQUIRED) else None


def _misplaced(case: Case, field: str) -> Diagnosis | None:
    """Betas in the body: lint knows what to do with them."""
    name = field.rpartition(".")[2]
    if name not in ("betas", IN_BODY):
        return None
    path = field if case.sent.request else name
    for finding in places.in_body(case.sent.draft(case.betas, case.platform, {name: []})):
        if finding.path == path and finding.fix:
            return case.found(
                Means.INVALID_REQUEST, field=field, cause=finding.message, retry=Retry.WITH_FIX,
                fixes=[replace(finding.fix, unset=(field,))], source=finding.source,
            )  # fmt: skip
    return None


def _locked(case: Case, field: str, unlocking: gates.Unlocking) -> Diagnosis:
    if not unlocking.betas:
        cause = _("The API does not take the field %(field)s.") % {"field": field}
        return case.found(Means.INVALID_REQUEST, field=field, cause=cause, confidence=Confidence.LIKELY)
    sent = not set(unlocking.betas).isdisjoint(case.betas)
    cause = _("%(field)s needs a beta that was not sent or did not arrive: %(betas)s.") % {
        "field": field,
        "betas": _(" or ").join(unlocking.betas),
    }
    fixes = remedies.opening(case, unlocking)
    return case.found(
        Means.MISSING_BETA, unlocking.betas, field=field, cause=cause, fixes=fixes,
        retry=Retry.WITH_FIX if fixes else Retry.NEVER,
        confidence=Confidence.CERTAIN if unlocking.sure and not sent else Confidence.LIKELY,
        source=case.facts.betas[unlocking.betas[-1]].source("gates"),
    )  # fmt: skip


def _required(case: Case) -> Diagnosis | None:
    """A message that asks for a beta by its name."""
    names = tuple(name for name in case.names() if name not in case.betas)
    if not names:
        return None
    cause = _("The API asks for a beta that was not sent: %(betas)s.") % {"betas": ", ".join(names)}
    fixes = remedies.adding(case, names)
    return case.found(Means.MISSING_BETA, names, cause=cause, confidence=Confidence.LIKELY, fixes=fixes)
