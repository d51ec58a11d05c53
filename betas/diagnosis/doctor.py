"""Why a request was refused, from what the API said. Pure: the catalogue's facts come in as a value."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from betas.catalogue.facts import Facts
from betas.diagnosis import gates, remedies, told
from betas.diagnosis import signatures as wordings
from betas.diagnosis.findings import Fix
from betas.diagnosis.platform import platform_behind
from betas.diagnosis.signatures import Retry, Signature
from betas.models.choices import Means

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
DATED = re.compile(r"[A-Za-z][\w.:-]*-\d{4}-\d\d-\d\d\Z")
# The platforms' own API versions, dated as betas are.
NO_BETAS = {"bedrock-2023-05-31", "vertex-2023-10-16"}
# Whose messages may name a beta that is to blame.
NAMING = (Means.REFUSED_BETA, Means.MISSING_BETA, Means.ACCOUNT_GATE)


class Confidence(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """`betas` are the culprits: refused, missing (any one helps), or closed to the account. `cause` is one sentence."""

    means: Means
    betas: tuple[str, ...]
    field: str | None
    platform: str | None
    confidence: Confidence
    cause: str
    retry: Retry
    fix: Fix | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """`plain` is the message with its back-ticked parts blanked, as long as the message itself."""

    status: int | None
    told: told.Told
    plain: str
    betas: tuple[str, ...]
    facts: Facts
    platform: str | None
    headers: Mapping[str, str]


def diagnose(
    status: int | None,
    body: bytes | str,
    *,
    betas: Sequence[str],
    facts: Facts,
    error_code: str = "",
    headers: Mapping[str, str] | None = None,
    signatures: Sequence[Signature] = (),
) -> Diagnosis:
    """Judges one error answer; `betas` are the names sent, `signatures` more wordings than our own. Never raises."""
    said = told.read(body)
    lower = {name.lower(): value for name, value in (headers or {}).items()}
    platform = platform_behind(said.whole, lower)
    case = Case(status, said, wordings.plain(said.message), tuple(betas), facts, platform, lower)
    return (
        _by_code(case, error_code or said.code)
        or _refused(case)
        or _by_signature(case, (*signatures, *wordings.SIGNATURES))
        or _missing(case)
        or _by_status(case)
    )


def _by_code(case: Case, code: str) -> Diagnosis | None:
    for signature in wordings.CODES:
        if signature.pattern.match(code):
            return _signed(case, signature)
    return None


def _by_signature(case: Case, known: Iterable[Signature]) -> Diagnosis | None:
    for signature in known:
        if signature.pattern.search(case.plain):
            return _signed(case, signature)
    return None


def _signed(case: Case, signature: Signature) -> Diagnosis:
    named = (signature.beta,) if signature.beta else _names_in(case) if signature.means in NAMING else ()
    if signature.means == Means.REFUSED_BETA:
        return _refusal(case, tuple(name for name in named if name in case.betas or name in case.told.message))
    closed = signature.means == Means.ACCOUNT_GATE and named
    droppable = bool(signature.beta) and signature.beta in case.betas
    return _found(
        case, signature.means, named, cause=_closed(named) if closed else "",
        retry=Retry.WITH_FIX if droppable else signature.retry,
        fix=Fix(remove=(signature.beta,)) if droppable else None, source=signature.source,
    )  # fmt: skip


def _closed(names: tuple[str, ...]) -> str:
    return _("This account may not use %(betas)s.") % {"betas": ", ".join(names)}


def _names_in(case: Case) -> tuple[str, ...]:
    """The betas that a message names: those sent, catalogued, or dated as betas are."""
    words = (word.rstrip(".:-") for word in WORD.findall(case.told.message))
    return _unique(word for word in words if _is_beta(case, word))


def _is_beta(case: Case, word: str) -> bool:
    dated = DATED.match(word) is not None and word not in NO_BETAS
    return dated or word in case.betas or word in case.facts.betas


def _refused(case: Case) -> Diagnosis | None:
    if found := wordings.TICKED_VALUES.search(case.told.message):
        return _refusal(case, _unique(wordings.TICKED.findall(found[1])))
    for pattern in (wordings.QUOTED_VALUES, wordings.UNSUPPORTED_HEADER):
        if found := pattern.search(case.plain):
            return _refusal(case, _listed(found[1]))
    if found := wordings.NAMED_FLAG.search(case.plain):
        return _refusal(case, tuple(name for name in _listed(found[1]) if _is_beta(case, name)))
    return _refusal(case, ()) if wordings.INVALID_FLAG.search(case.plain) else None


def _listed(names: str) -> tuple[str, ...]:
    words = (word.rstrip(".:-") for word in WORD.findall(names))
    return _unique(word for word in words if word and word != "and")


def _refusal(case: Case, names: tuple[str, ...]) -> Diagnosis:
    cause = _("The API does not take %(betas)s, or not from this account.") % {"betas": ", ".join(names)}
    suspects = names or remedies.suspects(case.facts, case.betas, case.platform)
    fix = remedies.without(case.facts, suspects, case.betas, case.platform)
    return _found(case, Means.REFUSED_BETA, names, cause=cause if names else "", fix=fix, source=wordings.DOCS_BETAS)


def _missing(case: Case) -> Diagnosis | None:
    for pattern in wordings.EXTRA_INPUT:
        if found := pattern.search(case.plain):
            return _locked(case, found[1], gates.of_field(case.facts, found[1]))
    if found := wordings.INPUT_TAG.search(case.plain):
        return _locked(case, found[1], gates.of_value(case.facts, found[1], found[3], found[2]))
    if found := wordings.INPUT_CHOICE.search(case.plain):
        return _locked(case, found[1], gates.of_choice(case.facts, found[1]))
    return _required(case) if wordings.BETA_REQUIRED.search(case.plain) else None


def _locked(case: Case, field: str, unlocking: gates.Unlocking) -> Diagnosis:
    if not unlocking.betas:
        cause = _("The API does not take the field %(field)s.") % {"field": field}
        return _found(case, Means.INVALID_REQUEST, (), field=field, cause=cause, confidence=Confidence.LIKELY)
    sent = not set(unlocking.betas).isdisjoint(case.betas)
    confidence = Confidence.CERTAIN if unlocking.sure and not sent else Confidence.LIKELY
    cause = _("%(field)s needs a beta that was not sent or did not arrive: %(betas)s.") % {
        "field": field,
        "betas": _(" or ").join(unlocking.betas),
    }
    fix = None if sent else remedies.adding(case.facts, unlocking.betas, case.platform)
    source = case.facts.betas[unlocking.betas[-1]].source("gates")
    return _found(
        case, Means.MISSING_BETA, unlocking.betas, field=field, cause=cause, confidence=confidence, fix=fix,
        source=source,
    )  # fmt: skip


def _required(case: Case) -> Diagnosis | None:
    """A message that asks for a beta by its name."""
    names = tuple(name for name in _names_in(case) if name not in case.betas)
    if not names:
        return None
    cause = _("The API asks for a beta that was not sent: %(betas)s.") % {"betas": ", ".join(names)}
    fix = remedies.adding(case.facts, names, case.platform)
    return _found(case, Means.MISSING_BETA, names, cause=cause, confidence=Confidence.LIKELY, fix=fix)


def _by_status(case: Case) -> Diagnosis:
    status = case.status or 0
    known = wordings.BY_STATUS.get(status)
    if status >= 500 or (status >= 400 and known in (None, Means.ACCOUNT_GATE) and _is_page(case)):
        return _found(case, Means.TRANSIENT, ())
    if known == Means.ACCOUNT_GATE and (named := _names_in(case)):
        return _found(case, known, named, cause=_closed(named))
    if known:
        return _found(case, known, ())
    if status >= 400:
        return _found(case, Means.INVALID_REQUEST, (), confidence=Confidence.LIKELY)
    if case.told.type in wordings.BY_TYPE:
        return _found(case, wordings.BY_TYPE[case.told.type], (), confidence=Confidence.LIKELY)
    return _found(case, Means.UNKNOWN, (), confidence=Confidence.GUESS)


def _is_page(case: Case) -> bool:
    """An edge in front of the API answers in HTML, the API never."""
    return bool(wordings.HTML.match(case.told.whole))


def _found(
    case: Case,
    means: Means,
    betas: tuple[str, ...],
    *,
    field: str | None = None,
    cause: str = "",
    retry: Retry | None = None,
    confidence: Confidence = Confidence.CERTAIN,
    fix: Fix | None = None,
    source: str = "",
) -> Diagnosis:
    retry = retry or wordings.RETRY[means]
    if retry == Retry.LATER and case.headers.get(wordings.SHOULD_RETRY, "").strip().lower() == "false":
        retry = Retry.NEVER
    said = cause or str(wordings.CAUSES[means])
    return Diagnosis(means, betas, field, case.platform, confidence, said, retry, fix, source or wordings.DOCS_ERRORS)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
