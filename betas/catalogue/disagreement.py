"""Where sources say different things about one fact. What no source states, and what cannot be compared, is none."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from betas.catalogue import shape
from betas.models import Beta, Evidence
from betas.models.choices import Category, Status, Visibility

FLAGS = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
DAY = re.compile(r"(?<!\d)\d{4}-\d{2}(?:-\d{2})?(?!\d)", re.ASCII)
LONGEST_NAME = 128


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field of one beta, and a row of evidence for each source that says something else, newest read first."""

    field: str
    rows: tuple[Evidence, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """What is said, each once, in the order of `rows`."""
        return tuple(dict.fromkeys(row.value for row in self.rows))


def disagreements(beta: Beta) -> list[Disagreement]:
    """By the order of fields. Costs no query where the beta's evidence is fetched already."""
    return among(beta.evidence.all())


def among(evidence: Iterable[Evidence]) -> list[Disagreement]:
    """Of one beta's evidence. A source that was read again counts with its newest reading alone."""
    newest: dict[tuple[str, str], Evidence] = {}
    for row in sorted(evidence, key=_read, reverse=True):
        if row.field in READERS and READERS[row.field](row.value):
            newest.setdefault((row.field, row.source), row)
    told = {field: [row for row in newest.values() if row.field == field] for field in READERS}
    return [Disagreement(field, tuple(rows)) for field, rows in told.items() if _differ(field, rows)]


def disputed() -> list[tuple[Beta, list[Disagreement]]]:
    """Every beta that sources disagree about, by name, in two queries."""
    told = Evidence.objects.filter(field__in=READERS).exclude(value="")
    betas = Beta.objects.filter(pk__in=told.values("beta")).prefetch_related(Prefetch("evidence", told))
    found = ((beta, disagreements(beta)) for beta in betas)
    return [(beta, several) for beta, several in found if several]


def _read(row: Evidence) -> tuple[date, int]:
    return row.read_on or date.min, row.pk or 0


def _differ(field: str, rows: list[Evidence]) -> bool:
    """A month agrees with each of its days."""
    said = {READERS[field](row.value) for row in rows}
    if field not in DAYS:
        return len(said) > 1
    exact = max(said, key=len, default="")
    return not all(exact.startswith(day) for day in said)


def _day(text: str) -> str:
    """The one day (or month) that a text names; empty where it names none or several, as an SDK's version does."""
    found = set(DAY.findall(text))
    return found.pop() if len(found) == 1 else ""


def _flag(text: str) -> str:
    return FLAGS.get(text.strip().lower(), "")


def _one_of(words: Iterable[str]) -> Callable[[str], str]:
    known = frozenset(words)

    def read(text: str) -> str:
        word = text.strip().lower().replace(" ", "_")
        return word if word in known else ""

    return read


def _name(text: str) -> str:
    text = text.strip()
    return text if text and len(text) <= LONGEST_NAME and not re.search(r"\s", text) else ""


# A later reading of the last SDK version replaces the earlier one; gates and endpoints add up.
DAYS = tuple(name.removesuffix("_on") for name in shape.DATES if name not in ("last_in_sdk_on", "verified_on"))
READERS: Mapping[str, Callable[[str], str]] = {
    "status": _one_of(Status.values),
    **dict.fromkeys(DAYS, _day),
    **dict.fromkeys(("still_accepted", "header_still_needed", "changes_response_shape"), _flag),
    "category": _one_of(Category.values),
    "visibility": _one_of(Visibility.values),
    "successor": _name,
}
