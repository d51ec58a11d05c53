"""Where the catalogue is disputed: shipped facts that ours disagree with, sources that disagree with each other."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from betas.access import audit, defaults
from betas.catalogue import edits, shape
from betas.models import Beta, Evidence, User
from betas.models.choices import Status

# Facts of which one value is true. First and last sight are measured, not claimed: another release shows other days.
CLAIMED_DAYS = ("announced", "ga", "deprecated", "retired")
CLAIMED = ("status", *CLAIMED_DAYS)
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact for which sources, or a source and the catalogue, state different values. Empty: `ours` is not stated."""

    beta: Beta
    field: str
    ours: str
    sources: list[Evidence]


def claims(beta: Beta, evidence: Iterable[Evidence]) -> Iterator[Claim]:
    """The facts of one beta about which its sources disagree."""
    said: dict[str, list[Evidence]] = defaultdict(list)
    for row in evidence:
        if row.field in CLAIMED and _is_value(row):
            said[row.field].append(row)
    for field, rows in said.items():
        ours = str(getattr(beta, f"{field}_on" if field in CLAIMED_DAYS else field) or "")
        if len({ours, *(row.value for row in rows)} - {""}) > 1:
            yield Claim(beta, field, ours, rows)


def all_claims() -> list[Claim]:
    """Two queries at any number of betas."""
    rows: dict[int, list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(field__in=CLAIMED).exclude(value=""):
        rows[row.beta_id].append(row)
    betas = Beta.objects.filter(pk__in=rows.keys())
    return [claim for beta in betas for claim in claims(beta, rows[beta.pk])]


def _is_value(row: Evidence) -> bool:
    """Whether the source's words are a value to compare, and not a remark."""
    if row.field == "status":
        return row.value in Status.values
    try:
        return bool(date.fromisoformat(row.value))
    except ValueError:
        return False


def settle(beta: Beta, fields: Collection[str]) -> None:
    """Somebody decided on these fields with the shipped values known: ours stay until the shipped ones change."""
    beta.kept |= {name: beta.shipped[name] for name in fields if name in beta.shipped}
    Beta.objects.filter(pk=beta.pk).update(kept=beta.kept)


@transaction.atomic
def keep_ours(facts: Collection[Fact], *, who: User) -> int:
    """Remember that ours stay, by (subject, field). How many there were."""
    count = 0
    for row, known in _shipped(facts):
        row.kept |= known
        row.save(update_fields=["kept"])
        ours = {name: value for name, value in edits.stored(row).items() if name in known}
        audit.record(defaults.ensure(), who, "catalogue.kept", str(row), before=known, after=ours)
        count += len(known)
    return count


@transaction.atomic
def take_shipped(facts: Collection[Fact], *, who: User, why: str = "") -> int:
    """Give facts, by (subject, field), the values that ship. How many changed."""
    reason = why or _("Took the shipped value.")
    return sum(len(edits.write(row, known, who=who, why=reason)) for row, known in _shipped(facts))


def _shipped(facts: Collection[Fact]) -> Iterator[tuple[edits.Subject, shape.Values]]:
    """Each subject, locked, with what ships of the fields named. What is not there is passed over."""
    fields: dict[str, list[str]] = defaultdict(list)
    for subject, field in sorted(facts):
        fields[subject].append(field)
    for subject, names in fields.items():
        row = edits.locked(subject)
        if row and (known := {name: row.shipped[name] for name in names if name in row.shipped}):
            yield row, known
