"""Why a request was refused, from what the API said. Pure: the catalogue's facts come in as a value."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from betas.catalogue.facts import Facts
from betas.diagnosis import gates, signatures, told
from betas.diagnosis.signatures import Retry
from betas.models.choices import Means

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")


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


@dataclass(frozen=True, slots=True)
class Case:
    """`plain` is the message with its back-ticked parts blanked, as long as the message itself."""

    status: int | None
    told: told.Told
    plain: str
    betas: tuple[str, ...]
    facts: Facts
    platform: str | None


def diagnose(
    status: int | None, body: bytes | str, *, betas: Sequence[str], facts: Facts, error_code: str = ""
) -> Diagnosis:
    """Judges one error answer; `betas` are the names sent. Never raises."""
    said = told.read(body)
    plain = signatures.TICKED.sub(lambda ticked: " " * len(ticked[0]), said.message)
    case = Case(status, said, plain, tuple(betas), facts, _platform(said.whole))
    return (
        _by_code(case, error_code or said.code)
        or _refused(case)
        or _by_signature(case)
        or _missing(case)
        or _by_status(case)
    )


def _by_code(case: Case, code: str) -> Diagnosis | None:
    for signature in signatures.CODES:
        if signature.pattern.match(code):
            return _signed(case, signature)
    return None


def _by_signature(case: Case) -> Diagnosis | None:
    for signature in signatures.SIGNATURES:
        if signature.pattern.search(case.plain):
            return _signed(case, signature)
    return None


def _signed(case: Case, signature: signatures.Signature) -> Diagnosis:
    named = (signature.beta,) if signature.beta else _names_in(case)
    droppable = bool(signature.beta) and signature.beta in case.betas
    cause = _("This account may not use %(betas)s.") % {"betas": ", ".join(named)} if named else ""
    retry = Retry.WITH_FIX if droppable else signature.retry
    return _found(case, signature.means, named, cause=cause, retry=retry)


def _names_in(case: Case) -> tuple[str, ...]:
    """The betas that a message names: those sent, catalogued, or dated as betas are."""
    words = (word.rstrip(".:-") for word in WORD.findall(case.told.message))
    return _unique(word for word in words if word in case.betas or word in case.facts.betas or gates.DATE.search(word))


def _refused(case: Case) -> Diagnosis | None:
    if found := signatures.UNEXPECTED_VALUES.search(case.told.message):
        return _refusal(case, _unique(signatures.TICKED.findall(found[1])))
    if found := signatures.UNSUPPORTED_HEADER.search(case.plain):
        listed = case.told.message[found.start(1) : found.end(1)].split(",")
        return _refusal(case, _unique(word[0] for piece in listed if (word := WORD.search(piece))))
    return _refusal(case, ()) if signatures.INVALID_FLAG.search(case.plain) else None


def _refusal(case: Case, names: tuple[str, ...]) -> Diagnosis:
    cause = _("The API does not take %(betas)s, or not from this account.") % {"betas": ", ".join(names)}
    return _found(case, Means.REFUSED_BETA, names, cause=cause if names else "")


def _missing(case: Case) -> Diagnosis | None:
    if found := signatures.EXTRA_INPUT.search(case.plain):
        return _locked(case, found[1], gates.of_field(case.facts, found[1]))
    if found := signatures.INPUT_TAG.search(case.plain):
        return _locked(case, found[1], gates.of_value(case.facts, found[1], found[3], found[2]))
    if found := signatures.INPUT_CHOICE.search(case.plain):
        return _locked(case, found[1], gates.of_choice(case.facts, found[1]))
    return None


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
    return _found(case, Means.MISSING_BETA, unlocking.betas, field=field, cause=cause, confidence=confidence)


def _by_status(case: Case) -> Diagnosis:
    status = case.status or 0
    known = signatures.BY_STATUS.get(status)
    if status >= 500 or (status >= 400 and known in (None, Means.ACCOUNT_GATE) and _is_page(case)):
        return _found(case, Means.TRANSIENT, ())
    if known:
        return _found(case, known, ())
    if status >= 400:
        return _found(case, Means.INVALID_REQUEST, (), confidence=Confidence.LIKELY)
    if case.told.type in signatures.BY_TYPE:
        return _found(case, signatures.BY_TYPE[case.told.type], (), confidence=Confidence.LIKELY)
    return _found(case, Means.UNKNOWN, (), confidence=Confidence.GUESS)


def _is_page(case: Case) -> bool:
    """An edge in front of the API answers in HTML, the API never."""
    return bool(signatures.HTML.match(case.told.whole))


def _found(
    case: Case,
    means: Means,
    betas: tuple[str, ...],
    *,
    field: str | None = None,
    cause: str = "",
    retry: Retry | None = None,
    confidence: Confidence = Confidence.CERTAIN,
) -> Diagnosis:
    said = cause or str(signatures.CAUSES[means])
    return Diagnosis(means, betas, field, case.platform, confidence, said, retry or signatures.RETRY[means])


def _platform(text: str) -> str | None:
    behind = next((name for name, pattern in signatures.PLATFORMS if pattern.search(text)), None)
    if not signatures.LITELLM.search(text):
        return behind
    return f"litellm+{behind}" if behind else "litellm"


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
