"""Why a request was refused, from what the API said. Pure: the catalogue's facts come in as a value."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from betas.catalogue.facts import Facts
from betas.diagnosis import locked, quoting, remedies, told
from betas.diagnosis import signatures as wordings
from betas.diagnosis.case import Case, Confidence, Diagnosis, Request, Sent, unique, words
from betas.diagnosis.findings import Fix
from betas.diagnosis.platform import trace
from betas.diagnosis.signatures import Retry, Signature
from betas.models.choices import Means

__all__ = ["Confidence", "Diagnosis", "Request", "diagnose"]

# Whose messages may name a beta that is to blame.
NAMING = (Means.REFUSED_BETA, Means.MISSING_BETA, Means.ACCOUNT_GATE)


def diagnose(
    status: int | None,
    body: bytes | str,
    *,
    betas: Sequence[str],
    facts: Facts,
    error_code: str = "",
    headers: Mapping[str, str] | None = None,
    signatures: Sequence[Signature] = (),
    request: Request | None = None,
) -> Diagnosis:
    """Judges one error answer; `betas` are the names sent, `signatures` more wordings than our own. Never raises.

    Of several errors in one text a refusal counts before others, then what is known by its words.
    """
    readings = told.readings(body)
    sent = Sent(status, tuple(betas), facts, {name.lower(): value for name, value in (headers or {}).items()}, request)
    marks = trace(readings[0].whole, sent.headers)
    likeliest = next((said for said in readings if said.type), readings[0])
    return _explained((Case.of(said, sent, marks) for said in readings), error_code, signatures) or _by_status(
        Case.of(likeliest, sent, marks)
    )


def _explained(cases: Iterable[Case], error_code: str, added: Sequence[Signature]) -> Diagnosis | None:
    """A refusal, else the first whose words say what it is."""
    first = None
    for case in cases:
        found = (
            _by_code(case, error_code or case.told.code)
            or _refused(case)
            or _by_signature(case, added)
            or locked.missing(case)
        )
        if found and found.means == Means.REFUSED_BETA:
            return found
        first = first or found
    return first


def _by_code(case: Case, code: str) -> Diagnosis | None:
    for signature in wordings.CODES:
        if signature.pattern.match(code):
            return _signed(case, signature)
    return None


def _by_signature(case: Case, added: Sequence[Signature]) -> Diagnosis | None:
    known = (signature for signature in added if case.says(signature.pattern))
    found = next(known, None) or next((own for own in wordings.SIGNATURES if case.search(own.pattern)), None)
    return _signed(case, found) if found else None


def _signed(case: Case, signature: Signature) -> Diagnosis:
    named = (signature.beta,) if signature.beta else case.names() if signature.means in NAMING else ()
    if signature.means == Means.REFUSED_BETA:
        return _refusal(case, tuple(name for name in named if name in case.betas or name in case.message))
    if signature.means == Means.ACCOUNT_GATE or signature.beta:
        return _closed(case, signature, named)
    cause = str(signature.cause)
    return case.found(signature.means, named, cause=cause, retry=signature.retry, source=signature.source)


def _closed(case: Case, signature: Signature, names: tuple[str, ...]) -> Diagnosis:
    """Not open to the account. Where the request can do without, dropping it serves."""
    cause = _("This account may not use %(betas)s.") % {"betas": ", ".join(names)}
    gone = remedies.droppable(case, names)
    return case.found(
        signature.means, names, cause=cause if names and signature.means == Means.ACCOUNT_GATE else "",
        retry=Retry.WITH_FIX if gone else signature.retry, fixes=[Fix(remove=gone)] if gone else (),
        source=signature.source,
    )  # fmt: skip


def _refused(case: Case) -> Diagnosis | None:
    if found := quoting.search(wordings.TICKED_VALUES, case.message):
        ticked = (name.strip() for names in quoting.TICKED.findall(found[1]) for name in names.split(","))
        return _refusal(case, unique(name for name in ticked if name))
    for pattern in (wordings.QUOTED_VALUES, wordings.UNSUPPORTED_HEADER):
        if found := case.search(pattern):
            return _refusal(case, unique(word for word in words(found[1]) if word not in wordings.BETWEEN))
    if found := case.search(wordings.NAMED_FLAG):
        return _refusal(case, case.names(found[1]))
    return _refusal(case, ()) if case.search(wordings.INVALID_FLAG) else None


def _refusal(case: Case, names: tuple[str, ...]) -> Diagnosis:
    if not names:
        return _one_of(case)
    cause = _("The API does not take %(betas)s, or not from this account.") % {"betas": ", ".join(names)}
    fixes = [remedies.without(case, names)]
    return case.found(Means.REFUSED_BETA, names, cause=cause, fixes=fixes, source=wordings.DOCS_BETAS)


def _one_of(case: Case) -> Diagnosis:
    """A refusal that names nobody: what is suspect goes, else one after the other."""
    suspects = remedies.suspects(case)
    doubt = Confidence.LIKELY if suspects else Confidence.GUESS
    return case.found(
        Means.REFUSED_BETA, confidence=doubt if len(case.betas) > 1 else Confidence.CERTAIN,
        fixes=remedies.guesses(case, suspects), source=wordings.DOCS_BETAS,
    )  # fmt: skip


def _by_status(case: Case) -> Diagnosis:
    status = case.sent.status or 0
    known = wordings.BY_STATUS.get(status)
    if status >= 500 or (status >= 400 and known in (None, Means.ACCOUNT_GATE) and _is_page(case)):
        return case.found(Means.TRANSIENT)
    if known == Means.ACCOUNT_GATE:
        return _closed(case, wordings.CLOSED, case.names())
    if known:
        return _of_kind(case, known, Confidence.CERTAIN)
    if status >= 400:
        return _of_kind(case, Means.INVALID_REQUEST, Confidence.LIKELY)
    if case.told.type in wordings.BY_TYPE:
        return _of_kind(case, wordings.BY_TYPE[case.told.type], Confidence.LIKELY)
    if case.search(wordings.INVALID_FIELD):
        return _of_kind(case, Means.INVALID_REQUEST, Confidence.LIKELY)
    return case.found(Means.UNKNOWN, confidence=Confidence.GUESS)


def _of_kind(case: Case, means: Means, confidence: Confidence) -> Diagnosis:
    """A request that is wrong is mostly so in one field, which its message begins with."""
    field = case.search(wordings.INVALID_FIELD) if means == Means.INVALID_REQUEST else None
    return case.found(means, field=field[1] if field else None, confidence=confidence)


def _is_page(case: Case) -> bool:
    """An edge in front of the API answers in HTML, the API never."""
    return bool(wordings.HTML.match(case.told.whole))
