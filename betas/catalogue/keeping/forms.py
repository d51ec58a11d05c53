"""What keepers type and choose on the review pages, as values."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.catalogue import shape, tables
from betas.catalogue.changes import ADDED, DELETED
from betas.catalogue.editing import WHY_LENGTH, LinesField, reason
from betas.catalogue.keeping import releases
from betas.catalogue.shape import Values
from betas.catalogue.sync import newest
from betas.catalogue.sync.found import NothingFound, Package
from betas.catalogue.transfer import MOST_BYTES, Unreadable, preview
from betas.models import Beta, BetaChange, PlatformSupport, Proposal
from betas.models.changes import as_stored
from betas.models.choices import Category
from betas.models.review import ProposalKind

MOST_PROBLEMS = 50
VERSION = r"^[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}\Z"
CHOOSE = ("", gettext_lazy("Choose…"))
ANY = ("", gettext_lazy("Any"))
FIELDS = [(name, name) for name in sorted({*shape.BLANK, *shape.MODEL_FIELDS, ADDED, DELETED})]
# What no package says of a new name, and what may be said of it at once.
NAMING, SAID_OF_NEW = ("title", "category"), ("summary", "docs_url")


def why() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WHY_LENGTH,
        required=False,
        help_text=gettext_lazy(
            "Kept with the change. Needed to reject; without one, an accepted fact says its source."
        ),
    )


def chosen(form: forms.Form) -> list[str]:
    """What is ticked, as it was sent."""
    return cast(QueryDict, form.data).getlist("chosen") if form.is_bound else []


class NamingForm(forms.Form):
    """What only a person can say of a new name."""

    use_required_attribute = False
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=[CHOOSE, *Category.choices])

    @classmethod
    def of(cls, proposal: Proposal, form: "DecisionForm | None" = None) -> "NamingForm":
        """With what was typed beside the form that came back; complaining only where the proposal was chosen."""
        naming = cls(form.data if form else None, prefix=f"new-{proposal.pk}")
        for field in naming.fields.values():
            field.required = form is None or (form.is_acceptance and form.chooses(proposal))
        return naming


class DecisionForm(forms.Form):
    """`do` is accept or reject, of the chosen ones or, with an id behind it, of one."""

    why = why()
    do = forms.RegexField(r"^(accept|reject)(-[0-9]{1,18})?\Z")
    chosen = forms.ModelMultipleChoiceField(Proposal.objects.all(), required=False)

    @property
    def is_acceptance(self) -> bool:
        return str(self.data.get("do", "")).startswith("accept")

    def chooses(self, proposal: Proposal) -> bool:
        one = str(self.data.get("do", "")).partition("-")[2]
        return str(proposal.pk) in ([one] if one else chosen(self))

    def clean(self) -> Values:
        typed = self.cleaned_data
        one = typed.get("do", "").partition("-")[2]
        meant = list(Proposal.objects.filter(pk=one)) if one else list(typed.get("chosen", ()))
        if not meant:
            raise forms.ValidationError(_("Choose at least one proposal."))
        if not self.is_acceptance and not typed.get("why"):
            self.add_error("why", _("Say why you reject it, for whoever finds it later."))
        self.proposals = {proposal.pk: proposal for proposal in meant}
        self.named = self._named() if self.is_acceptance else {}
        return typed

    def _named(self) -> dict[int, Values]:
        new = [one for one in self.proposals.values() if one.kind == ProposalKind.NEW]
        known = set(Beta.objects.filter(name__in=[one.beta for one in new]).values_list("name", flat=True))
        asked = {one.pk: NamingForm.of(one, self) for one in new if one.beta not in known}
        for pk, naming in asked.items():
            if not naming.is_valid():
                name = self.proposals[pk].beta
                self.add_error(None, _("%(name)s is new: give it a title and a category.") % {"name": name})
        return {pk: naming.cleaned_data for pk, naming in asked.items() if naming.is_valid()}

    def to_values(self) -> dict[int, Values]:
        """The values to accept, by proposal. Call only when valid."""
        return {pk: {**one.values, **self.named.get(pk, {})} for pk, one in self.proposals.items()}


class ProposalForm(forms.Form):
    """One proposal's values, to be edited: a field for each, and for a new name what has to be said of it."""

    use_required_attribute = False

    def __init__(self, proposal: Proposal, data: Mapping[str, Any] | None = None, *, is_new: bool) -> None:
        super().__init__(data)
        self.values = proposal.values
        for name in (*((*NAMING, *SAID_OF_NEW) if is_new else ()), *proposal.values):
            if name == "platforms":
                self._add_platforms(proposal.values[name])
            else:
                self.fields[name] = _field(name, proposal.values.get(name))
        self.fields["why"] = why()

    def _add_platforms(self, rows: list[Values]) -> None:
        for number, row in enumerate(rows):
            for name in shape.ROW_FIELDS["platforms"]:
                self.fields[f"platforms-{number}-{name}"] = _column(PlatformSupport, name, row.get(name))

    def to_values(self) -> Values:
        """In the form of `shape`, partial. Call only when valid."""
        typed = {name: _plain(value) for name, value in self.cleaned_data.items() if name != "why"}
        values = {name: value for name, value in typed.items() if not name.startswith("platforms-")}
        if "platforms" in self.values:
            names = shape.ROW_FIELDS["platforms"]
            count = len(self.values["platforms"])
            values["platforms"] = [{name: typed[f"platforms-{n}-{name}"] for name in names} for n in range(count)]
        return values


def _field(name: str, value: Any) -> forms.Field:
    if name == "endpoints":
        return LinesField(label=gettext_lazy("Endpoints"), required=False, initial=value)
    if name == "successor":
        return forms.ModelChoiceField(
            Beta.objects.all(), label=gettext_lazy("Successor"), required=False, to_field_name="name", initial=value
        )
    return _column(Beta, name, value)


def _column(model: type[models.Model], name: str, value: Any) -> forms.Field:
    field = cast(forms.Field, shape.column(model, name).formfield(initial=value))
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return field


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, Beta) else as_stored(value)


class DisputeForm(forms.Form):
    """What to do about shipped facts that ours disagree with; each is chosen as its subject and its field."""

    do = forms.ChoiceField(choices=[("take", ""), ("keep", "")])
    why = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WHY_LENGTH,
        required=False,
        help_text=gettext_lazy("Kept with the change where a shipped value is taken."),
    )

    def clean(self) -> Values:
        facts = [tuple(text.split(" ")) for text in chosen(self)]
        if not facts:
            raise forms.ValidationError(_("Choose at least one fact."))
        if any(len(fact) != 2 for fact in facts):
            raise forms.ValidationError(_("Choose facts of this list."))
        return {**self.cleaned_data, "chosen": facts}


class ChangesFilter(forms.Form):
    """`after` is the last id of the page before; it is no field for people."""

    use_required_attribute = False
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    beta = forms.CharField(label=gettext_lazy("Beta"), required=False, max_length=128)
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False, choices=[ANY, *FIELDS])
    who = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=150)

    @property
    def asked(self) -> Values:
        """What narrows the list. Call only when valid."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "after"}

    def narrow(self, found: models.QuerySet[BetaChange]) -> models.QuerySet[BetaChange]:
        """Call only when valid; the view shows the form's errors otherwise (422), never an empty list."""
        columns = {"beta": "subject", "field": "field", "who": "who__username"}
        return found.filter(**{columns[name]: value for name, value in self.asked.items()})


class ReasonForm(forms.Form):
    reason = reason()


class VerifiedForm(forms.Form):
    """Which of the stale betas somebody looked at, and where."""

    chosen = forms.ModelMultipleChoiceField(
        Beta.objects.all(),
        to_field_name="name",
        error_messages={"required": gettext_lazy("Choose at least one beta.")},
    )
    reason = reason()


class UpgradeForm(forms.Form):
    """Two releases, each as a file or as a version; `old` and `new` leave it as packages."""

    use_required_attribute = False
    old_version = forms.RegexField(VERSION, label=gettext_lazy("From version"), required=False, max_length=20)
    old_file = forms.FileField(label=gettext_lazy("or its wheel or sdist"), required=False)
    new_version = forms.RegexField(VERSION, label=gettext_lazy("To version"), required=False, max_length=20)
    new_file = forms.FileField(label=gettext_lazy("or its wheel or sdist"), required=False)

    def clean(self) -> Values:
        for end in ("old", "new"):
            try:
                self.cleaned_data[end] = self._package(end)
            except newest.TROUBLE as error:
                self.add_error(f"{end}_file", str(error))
        return self.cleaned_data

    def _package(self, end: str) -> Package:
        file, version = (self.cleaned_data.get(f"{end}_{what}") for what in ("file", "version"))
        if file:
            return releases.uploaded(file)
        if not version:
            raise NothingFound(_("Give a version such as 2.12.0, or a file."))
        return releases.given(version)


class ImportForm(forms.Form):
    """First a file, to be looked at; then what it held (`text`, JSON) with a reason, to be brought in."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("An export as .json or .csv, at most 5 MB. You see what it would change first."),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    reason = reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = bool(self.data.get("text"))

    def clean(self) -> Values:
        """`catalogue` is what was given, `preview` what it would do."""
        typed = self.cleaned_data
        try:
            if typed.get("text"):
                self.catalogue = tables.from_json(typed["text"])
            elif typed.get("file"):
                self.catalogue = tables.read(typed["file"].read(MOST_BYTES + 1), typed["file"].name)
            else:
                raise Unreadable(_("Choose a file."))
            self.preview = preview(self.catalogue)
        except Unreadable as error:
            shown = error.problems[:MOST_PROBLEMS]
            left = len(error.problems) - len(shown)
            raise forms.ValidationError([*shown, *([_("And %(n)s more.") % {"n": left}] if left else [])]) from error
        return typed
