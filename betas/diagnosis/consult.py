"""The doctor with what is known today."""

from collections.abc import Mapping, Sequence

from betas.catalogue import facts
from betas.diagnosis import added
from betas.diagnosis.doctor import Diagnosis, Request, diagnose


def consult(
    status: int | None,
    body: bytes | str,
    *,
    betas: Sequence[str],
    headers: Mapping[str, str] | None = None,
    request: Request | None = None,
) -> Diagnosis:
    """Judges as `diagnose` does, by today's catalogue and what administrators added."""
    return diagnose(
        status, body, betas=betas, facts=facts.current(), headers=headers, signatures=added.current(), request=request
    )
