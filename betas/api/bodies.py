"""Words in stored bodies: looked for one exchange after the other, for a limited time."""

from time import monotonic
from uuid import UUID

from betas.history import read
from betas.models import Exchange
from betas.models.history import ExchangeQuerySet
from betas.models.paging import Page

SEARCH_S = 1.5
ROWS_AT_ONCE = 20


def containing(exchanges: ExchangeQuerySet, words: list[str], *, size: int, after: UUID | None) -> Page[Exchange]:
    """Newest first, those whose request and answer hold every word, in any case.

    After SEARCH_S seconds the page ends, short or empty; the next one goes on after the last row looked at.
    """
    keys, looked_at = _found(exchanges, [word.casefold() for word in words], size, after)
    return Page(list(exchanges.filter(pk__in=keys).order_by("-pk")), looked_at)


def _found(
    exchanges: ExchangeQuerySet, words: list[str], size: int, after: UUID | None
) -> tuple[list[UUID], UUID | None]:
    deadline, last, found = monotonic() + SEARCH_S, after, list[UUID]()
    older = exchanges.filter(pk__lt=after) if after else exchanges
    with_bodies = older.prefetch_related(None).select_related("body").order_by("-pk")
    for exchange in with_bodies.iterator(chunk_size=ROWS_AT_ONCE):
        if len(found) == size or (last != after and monotonic() > deadline):
            return found, last
        last = exchange.pk
        if _holds(exchange, words):
            found.append(last)
    return found, None


def _holds(exchange: Exchange, words: list[str]) -> bool:
    texts = (read.request_text(exchange), read.response_text(exchange), read.answer_of(exchange).text)
    whole = "\n".join(texts).casefold()
    return all(word in whole for word in words)
