"""One beta's page: each fact with its sources, said in words where nothing is stated."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.catalogue import disputes, example, facts, freshness, wording
from betas.catalogue.advice import advice
from betas.models import Beta, Evidence, Gate, PlatformSupport
from betas.models.choices import GateMode, Platform, Visibility

MOST_CHANGES, MOST_GATES = 20, 6
LINES = (
    ("named", gettext_lazy("Date in the name")),
    ("announced", gettext_lazy("Announced")),
    ("first_in_sdk", gettext_lazy("First in the SDK")),
    ("last_in_sdk", gettext_lazy("Last seen in the SDK")),
    ("ga", gettext_lazy("Generally available")),
    ("deprecated", gettext_lazy("Deprecated")),
    ("retired", gettext_lazy("Retired")),
    ("verified", gettext_lazy("Last verified")),
    ("still_accepted", gettext_lazy("Still accepted")),
    ("header_still_needed", gettext_lazy("Header still needed")),
    ("changes_response_shape", gettext_lazy("Changes the answer's shape")),
    ("visibility", gettext_lazy("Visibility")),
)


# Fields whose sources stand where the field is shown; the others' stand in a list of their own.
PLACED = {field for field, _label in LINES} | {"status", "gates", "endpoints", "platforms", "models", "successor"}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. `value` is a date, a word or None where it is not stated; `sources` may say something else."""

    label: str
    value: date | str | None
    note: str
    sources: list[Evidence]

    @property
    def day(self) -> str:
        """The date as a source writes it, empty where the value is none."""
        return self.value.isoformat() if isinstance(self.value, date) else ""


def context(beta: Beta) -> dict[str, Any]:
    """Everything the page shows. Needs a beta of `Beta.objects.whole()`."""
    evidence = list(beta.evidence.all())
    known = facts.current()
    return {
        "beta": beta,
        "advice": advice(beta),
        "lines": lines(beta, evidence),
        "sources": {field: [row for row in evidence if row.field == field] for field in PLACED},
        "evidence": [row for row in evidence if row.field not in PLACED],
        "checked": freshness.checked(beta),
        "claims": list(disputes.claims(beta, evidence)),
        "gates": gates(beta),
        "platforms": platforms(beta),
        "predecessors": known.predecessors(beta.name),
        "code_request": example.request(beta, known.models),
        "changes": [wording.change(row) for row in beta.changes.select_related("who")[:MOST_CHANGES]],
    }


def brief(beta: Beta) -> dict[str, Any]:
    """What a list shows of it on demand. Needs a beta of `Beta.objects.brief()`."""
    days = [(str(label), getattr(beta, f"{field}_on")) for field, label in LINES if hasattr(beta, f"{field}_on")]
    offered = [support.get_platform_display() for support in beta.platforms.all() if support.supported]
    first, more = beta.gates.all()[:MOST_GATES], max(0, len(beta.gates.all()) - MOST_GATES)
    stated = {"days": [each for each in days if each[1]], "offered": offered, "gates": first, "more_gates": more}
    return {"beta": beta, "advice": advice(beta), **stated}


def lines(beta: Beta, evidence: list[Evidence]) -> list[Line]:
    return [
        Line(str(label), _value(beta, field), _note(beta, field), [row for row in evidence if row.field == field])
        for field, label in LINES
    ]


def gates(beta: Beta) -> list[tuple[str, list[Gate]]]:
    """Gates by mode, those that refuse first."""
    rows = list(beta.gates.all())
    grouped = ((str(GateMode(mode).label), [gate for gate in rows if gate.mode == mode]) for mode in GateMode.values)
    return [(label, group) for label, group in grouped if group]


def platforms(beta: Beta) -> list[tuple[str, PlatformSupport | None]]:
    """All six platforms, with what is known of each."""
    known = {support.platform: support for support in beta.platforms.all()}
    return [(str(platform.label), known.get(platform)) for platform in Platform]


def _value(beta: Beta, field: str) -> date | str | None:
    if field == "visibility":
        return str(Visibility(beta.visibility).label)
    if hasattr(beta, f"{field}_on"):
        stated: date | None = getattr(beta, f"{field}_on")
        return stated
    answer: bool | None = getattr(beta, field)
    return {True: _("Yes"), False: _("No"), None: None}[answer]


def _note(beta: Beta, field: str) -> str:
    notes: dict[str, str] = {
        "named": _("Not the launch day."),
        "first_in_sdk": beta.first_in_sdk_version,
        "last_in_sdk": beta.last_in_sdk_version,
        "header_still_needed": beta.header_note,
    }
    return notes.get(field, "")
