"""The signatures that administrators added, for whoever asks the doctor."""

import logging
from functools import lru_cache

import django.db

from betas.diagnosis.signatures import Retry, Signature
from betas.diagnosis.wording import worded
from betas.models import ErrorSignature
from betas.models.choices import Means

log = logging.getLogger(__name__)

Row = tuple[str, str, str, str, str]


def current() -> tuple[Signature, ...]:
    """One small query. Where the database does not answer, none: an error is explained without them."""
    try:
        rows = tuple(ErrorSignature.objects.values_list("pattern", "means", "retry", "beta", "note"))
    except django.db.Error:
        log.warning("Added signatures could not be read", exc_info=True)
        return ()
    return _made(rows)


@lru_cache(maxsize=2)
def _made(rows: tuple[Row, ...]) -> tuple[Signature, ...]:
    return tuple(worded(text, Means(means), Retry(retry), beta, note) for text, means, retry, beta, note in rows)
