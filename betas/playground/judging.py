"""What lint says of the request as it stands in the form, finished or not, and what its fixes do, in words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from betas.catalogue.facts import Facts
from betas.diagnosis.findings import Finding, Fix, Level
from betas.diagnosis.lint import lint
from betas.models.choices import Platform
from betas.playground.body import FIELDS
from betas.playground.forms import NEWEST, PlaygroundForm
from betas.playground.request_form import FORM

LOOKS = {Level.ERROR: "bad", Level.WARNING: "warn", Level.INFO: "info"}
# Fields of the body that a control of another name holds.
HELD_BY = {"messages": "turns", "metadata": "user_id"}


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding on the page: `key` names it in its button, `place` is the id of what it concerns."""

    finding: Finding
    key: str
    place: str

    @property
    def look(self) -> str:
        return LOOKS[self.finding.level]

    @property
    def word(self) -> str:
        return {Level.ERROR: _("Error"), Level.WARNING: _("Warning"), Level.INFO: _("Hint")}[self.finding.level]

    @property
    def does(self) -> str:
        return done([self.finding.fix]) if self.finding.fix else ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Remarks, errors first. `looked` is the mark of the errors that the form's writer has looked at; `unread` says why
    the body was not judged, where it was not."""

    remarks: tuple[Remark, ...]
    looked: str
    unread: str = ""

    @property
    def counts(self) -> list[tuple[str, str]]:
        """How each level looks, and how many there are, in words, and whether the body was left out."""
        counted = {level: [remark.finding.level for remark in self.remarks].count(level) for level in LOOKS}
        words = {
            Level.ERROR: ngettext("%(n)s error", "%(n)s errors", counted[Level.ERROR]),
            Level.WARNING: ngettext("%(n)s warning", "%(n)s warnings", counted[Level.WARNING]),
            Level.INFO: ngettext("%(n)s hint", "%(n)s hints", counted[Level.INFO]),
        }
        unread = [("warn", _("Body not judged"))] if self.unread else []
        return unread + [(LOOKS[level], words[level] % {"n": count}) for level, count in counted.items() if count]

    @property
    def fixes(self) -> int:
        return sum(remark.finding.fix is not None for remark in self.remarks)

    @property
    def mark(self) -> str:
        """Stands for exactly these errors; empty without any."""
        errors = sorted(remark.key for remark in self.remarks if remark.finding.level == Level.ERROR)
        return hashlib.sha256(repr(errors).encode(errors="replace")).hexdigest()[:16] if errors else ""

    @property
    def looked_at(self) -> bool:
        return self.mark == self.looked != ""

    @property
    def stops(self) -> bool:
        """Whether there are errors to be looked at before anything is sent."""
        return bool(self.mark) and not self.looked_at


def strip(form: PlaygroundForm, facts: Facts, *, advice: bool = True) -> Strip:
    """What is simply not typed yet is no finding. Of names beside a body that cannot be read, errors alone are sure.

    Without `advice`, as `lint`.
    """
    destination = form.chosen()
    report = lint(
        form.names(), form.so_far(), facts,
        platform=destination.upstream.platform if destination else Platform.CLAUDE_API,
        api_version=str(form["api_version"].value() or NEWEST), path=str(form["path"].value()),
        advice=advice,
    )  # fmt: skip
    unread = form.unreadable()
    told = [finding for finding in report.findings if not unread or finding.level == Level.ERROR]
    found = sorted(told, key=lambda finding: list(LOOKS).index(finding.level))
    remarks = tuple(Remark(each, _key(each), _place(form, each)) for each in found)
    why = _("The body cannot be judged. %(problem)s") % {"problem": unread} if unread else ""
    return Strip(remarks, form["looked"].value() or "", why)


def _key(finding: Finding) -> str:
    return " ".join([finding.code, finding.path or "", *finding.betas])


def _place(form: PlaygroundForm, finding: Finding) -> str:
    """What is among the picks or the further names stands with the betas."""
    if not finding.path:
        return "id_betas"
    if form.shows() != FORM:
        return "id_json"
    field = finding.path.partition(".")[0]
    return f"id_{HELD_BY.get(field, field) if field in FIELDS else 'further'}"


def done(fixes: Sequence[Fix]) -> str:
    """Names and paths, each once."""
    added, removed = [name for fix in fixes for name in fix.add], [name for fix in fixes for name in fix.remove]
    parts = (
        (_("%(names)s added"), [name for name in added if name not in removed]),
        (_("%(names)s taken out"), [name for name in removed if name not in added]),
        (_("%(names)s replaced in the body"), [path for fix in fixes for path in fix.set]),
        (_("%(names)s taken out of the body"), [path for fix in fixes for path in fix.unset]),
    )
    return "; ".join(words % {"names": ", ".join(dict.fromkeys(names))} for words, names in parts if names)
