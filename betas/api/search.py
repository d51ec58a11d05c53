"""`?q=` of the catalogue: free words, `-` to negate, and three fields with `a,b` for either."""

import re
from collections.abc import Collection
from difflib import get_close_matches

from django.db.models import Q
from django.utils.translation import gettext as _

from betas.api.problems import wrong
from betas.models import Beta, Family
from betas.models.catalogue import BetaQuerySet
from betas.models.choices import Category, Status

# Each word is a condition of its own, and PostgreSQL plans a hundred of them for seconds.
MOST_WORDS = 32
FIELD = re.compile(r"([A-Za-z_]+)(:|[<>]=?)(.*)\Z")
COLUMNS = {"status": "status", "family": "family__slug", "category": "category"}


def search(betas: BetaQuerySet, query: str) -> BetaQuerySet:
    """Betas that every word of `query` fits. An unknown field or value is a Problem, never an empty list."""
    words = dict.fromkeys(query.split())
    if len(words) > MOST_WORDS:
        raise wrong("q", _("Give at most %(most)s different words.") % {"most": MOST_WORDS})
    for word in words:
        term = word.removeprefix("-")
        fits = Q(pk__in=_fitting(term).values("pk"))
        betas = betas.filter(fits if term == word else ~fits)
    return betas


def _fitting(term: str) -> BetaQuerySet:
    if match := FIELD.match(term):
        name, comparison, values = match.groups()
        return _with_field(name, comparison, values.split(","))
    return Beta.objects.all().matching(term.rstrip("*"))


def _with_field(name: str, comparison: str, values: list[str]) -> BetaQuerySet:
    if name not in COLUMNS:
        raise wrong("q", _unknown(_("field"), name, COLUMNS))
    if comparison != ":":
        raise wrong("q", _("“%(name)s” cannot be compared; write %(name)s:…") % {"name": name})
    known = _values(name)
    for value in values:
        if value not in known:
            raise wrong("q", _unknown(name, value, known))
    return Beta.objects.filter(**{f"{COLUMNS[name]}__in": values})


def _values(name: str) -> Collection[str]:
    if name == "family":
        return list(Family.objects.values_list("slug", flat=True))
    return Status.values if name == "status" else Category.values


def _unknown(kind: str, word: str, known: Collection[str]) -> str:
    told = {"kind": kind, "word": word}
    for nearest in get_close_matches(word, known, n=1, cutoff=0):
        return _("There is no %(kind)s “%(word)s”; the nearest is “%(nearest)s”.") % {**told, "nearest": nearest}
    return _("There is no %(kind)s “%(word)s”.") % told
