"""How long what is kept, as an administrator types it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.access import audit
from betas.models import Project, Retention, User
from betas.models.choices import Source

LIMITS: dict[str, tuple[Any, int]] = {
    "bodies_days": (gettext_lazy("Days of bodies"), 36_500),
    "bodies_mb": (gettext_lazy("Megabytes of bodies"), 1_000_000_000),
    "rows_days": (gettext_lazy("Days of rows"), 36_500),
    "rows_most": (gettext_lazy("Rows at most"), 1_000_000_000),
}
STORED = (("yes", gettext_lazy("Stored")), ("no", gettext_lazy("Not stored")))
Rules = dict[str, dict[str, int | None]]


class KeepingForm(forms.Form):
    """One field for each limit of each source, named `<source>-<limit>`; an empty one is no limit."""

    bodies = forms.ChoiceField(
        label=gettext_lazy("Bodies of what is sent from now on"),
        choices=STORED,
        help_text=gettext_lazy(
            "Not stored: the row, its betas, its error and its numbers are kept, and nothing of what was asked and "
            "answered. What is stored already stays."
        ),
    )

    def __init__(self, project: Project, data: QueryDict | None = None) -> None:
        self.project, self.before = project, _stored(project)
        limits = {_name(source, limit): value for source, rule in self.before.items() for limit, value in rule.items()}
        super().__init__(data, initial={"bodies": "yes" if project.store_bodies else "no", **limits})
        fields: dict[str, Any] = self.fields
        for source in Source.values:
            for limit, (label, most) in LIMITS.items():
                fields[_name(source, limit)] = forms.IntegerField(
                    label=label, required=False, min_value=1, max_value=most
                )

    def sources(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields of each source under its name."""
        for source in Source:
            yield str(source.label), [self[_name(source, limit)] for limit in LIMITS]

    def clean(self) -> None:
        for source in Source:
            rows, bodies = (self.cleaned_data.get(_name(source, limit)) for limit in ("rows_days", "bodies_days"))
            if rows and bodies and bodies > rows:
                told = _("%(source)s: rows are gone after %(days)s days, and their bodies too: give fewer days here.")
                self.add_error(_name(source, "bodies_days"), told % {"source": source.label, "days": rows})

    @transaction.atomic
    def save(self, *, by: User) -> None:
        """Call only when valid."""
        for source in Source.values:
            rule = {limit: self.cleaned_data[_name(source, limit)] for limit in LIMITS}
            if rule != self.before[source]:
                Retention.objects.update_or_create(project=self.project, source=source, defaults=rule)
                audit.record(self.project, by, "retention.changed", source, before=self.before[source], after=rule)
        self._switch(by)

    def _switch(self, by: User) -> None:
        stored, stores = self.project.store_bodies, self.cleaned_data["bodies"] == "yes"
        if stored != stores:
            self.project.store_bodies = stores
            self.project.save(update_fields=["store_bodies"])
            subject, before, after = str(self.project), {"stored": stored}, {"stored": stores}
            audit.record(self.project, by, "bodies.changed", subject, before=before, after=after)


def _name(source: str, limit: str) -> str:
    return f"{source}-{limit}"


def _stored(project: Project) -> Rules:
    rules = {rule.source: rule for rule in project.retention.all()}
    return {source: {limit: getattr(rules.get(source), limit, None) for limit in LIMITS} for source in Source.values}
