"""Two exchanges side by side: how they ended, what was asked otherwise, what was answered otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from betas.history import json_diff, lineage, listing, read, word_diff
from betas.history.json_diff import Change, Difference
from betas.history.word_diff import ADDED, REMOVED, WordDiff
from betas.models import Exchange
from betas.upstream import answer as answers

MOST_NAMES = 3
MOST_WORDS = 1_000
LARGEST = 1_000_000
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delta:
    """One number of both; `look` says how it is written: number, duration (milliseconds), money, or plain."""

    label: str
    look: str
    before: int | Decimal | None
    after: int | Decimal | None

    @property
    def sign(self) -> str:
        """Of the difference; empty where there is none, or none that means something."""
        if self.look == "plain" or self.before is None or self.after is None or self.before == self.after:
            return ""
        return ADDED if self.after > self.before else REMOVED

    @property
    def by(self) -> Decimal:
        return abs(Decimal(self.after or 0) - Decimal(self.before or 0))


def shown(before: Exchange, after: Exchange) -> Context:
    """What the page shows. Both come as `shown.found` gives them."""
    return {
        "rows": listing.rows([before, after], MOST_NAMES),
        "deltas": deltas(before, after),
        "header": lineage.child(before, after),
        "gone": [why for why in map(read.gone, (before, after)) if why],
        **_bodies(before, after),
    }


def deltas(before: Exchange, after: Exchange) -> list[Delta]:
    """Those that one of both has."""
    compared = (
        (_("Status"), "plain", "status"),
        (_("Took"), "duration", "duration_ms"),
        (_("First token"), "duration", "first_token_ms"),
        (pgettext("tokens", "in"), "number", "input_tokens"),
        (pgettext("tokens", "out"), "number", "output_tokens"),
        (_("Cost"), "money", "cost"),
    )
    found = (Delta(label, look, getattr(before, name), getattr(after, name)) for label, look, name in compared)
    return [each for each in found if (each.before, each.after) != (None, None)]


def _bodies(before: Exchange, after: Exchange) -> Context:
    if read.gone(before) or read.gone(after):
        return {"request_diff": Difference(list(frame(before, after)))}
    request, too_large = _request(before, after)
    request.changes[:0] = frame(before, after)
    return {
        "request_diff": request,
        "too_large": too_large,
        "answer": _answers(before, after),
        "most_words": MOST_WORDS,
    }


def frame(before: Exchange, after: Exchange) -> Iterator[Change]:
    """What changed around the body; names of the header that came or went are told apart."""
    for name, column in (("path", "path"), ("anthropic-version", "api_version"), ("upstream", "upstream_name")):
        old, new = getattr(before, column), getattr(after, column)
        if old != new:
            yield json_diff.change(name, old, new)
    is_reordered = not (header := lineage.child(before, after)).added and not header.removed
    if is_reordered and before.beta_header != after.beta_header:
        yield json_diff.change("anthropic-beta", before.beta_header or "", after.beta_header or "")


def _request(before: Exchange, after: Exchange) -> tuple[Difference, bool]:
    texts = read.request_text(before), read.request_text(after)
    if max(map(len, texts)) > LARGEST:
        return Difference(), True
    values = [answers.json_of(text) for text in texts]
    if None in values:
        return json_diff.compared(*texts), False
    if any(map(json_diff.is_too_large, values)):
        return Difference(), True
    return json_diff.compared(*values), False


def _answers(before: Exchange, after: Exchange) -> WordDiff:
    return word_diff.compare(_said(before), _said(after), MOST_WORDS)


def _said(exchange: Exchange) -> str:
    """The answer's text, or the error's."""
    answer = read.answer_of(exchange)
    return answer.text or (answer.error.message if answer.error else "")
