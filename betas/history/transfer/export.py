"""A query's exchanges as a file, made while it is read."""

from collections.abc import Generator, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from betas.access import audit, defaults
from betas.history.transfer.batches import ended
from betas.history.transfer.formats import FORMATS
from betas.models import User
from betas.models.history import ExchangeQuerySet

# A line alone would be a packet of its own.
PIECE = 64 * 1024


def exported(
    exchanges: ExchangeQuerySet, asked: Sequence[Q], kind: str, after: UUID | None = None
) -> Generator[bytes, None, None]:
    """Those that fulfil all that is `asked`, newest first, from below `after`; `kind` is one of FORMATS.

    Closing it ends everything.
    """
    form = FORMATS[kind]
    gathered, size = [], 0
    for text in form.write(ended(exchanges, asked, after, with_bodies=form.with_bodies)):
        gathered.append(piece := text.encode())
        size += len(piece)
        if size >= PIECE:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


@transaction.atomic
def noted(who: User | None, kind: str, query: str) -> None:
    """Who takes data away is written down first."""
    audit.record(defaults.ensure(), who, "history.exported", kind, after={"query": query})
