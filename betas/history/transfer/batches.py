"""Many exchanges with all that is kept of them, in memory that their number and size do not change."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import Q, prefetch_related_objects

from betas.history import read
from betas.history.connections import release
from betas.history.finding import find
from betas.models import Exchange, ExchangeBody
from betas.models.choices import State
from betas.models.history import ExchangeQuerySet

ROWS = 200
# Of bodies, before they were compressed; one exchange may be larger than that.
BYTES = 4 * 1024 * 1024


def ended(
    exchanges: ExchangeQuerySet, asked: Sequence[Q], after: UUID | None, *, with_bodies: bool
) -> Iterator[Exchange]:
    """Those of some projects that fulfil all that is `asked`, newest first, from below `after`.

    One that is still being sent is left out. No connection is held while somebody looks at what came, and nothing is
    read that nobody asked for.
    """
    rows = exchanges.exclude(state=State.SENDING).for_list().select_related("upstream").prefetch_related("tags")
    while True:
        found = find(rows, asked, size=ROWS, after=after).page
        for portion in _portions(found.rows) if with_bodies else [found.rows]:
            if with_bodies:
                _add_bodies(portion)
            release()
            yield from portion
        if found.after is None:
            return
        after = found.after


def _portions(rows: Iterable[Exchange]) -> Iterator[list[Exchange]]:
    portion: list[Exchange] = []
    size = 0
    for row in rows:
        portion.append(row)
        size += row.request_bytes + row.response_bytes
        if size >= BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def _add_bodies(portion: list[Exchange]) -> None:
    """One whose bodies were dropped has empty ones."""
    found = ExchangeBody.objects.in_bulk([row.pk for row in portion])
    for row in portion:
        row.body = found.get(row.pk) or ExchangeBody(exchange=row, request=b"")
    prefetch_related_objects([row for row in portion if row.state in read.UNFINISHED], "parts")
