"""Forms of the administration: every change of the catalogue comes with a reason."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.catalogue import reading, shape, strictjson
from betas.catalogue.shape import Values
from betas.models import Family
from betas.models.choices import GateKind, Status

if TYPE_CHECKING:
    Form = forms.ModelForm[Any]
else:
    Form = forms.ModelForm

WHY_LENGTH = 400


class PlainText(forms.CharField):
    """Browsers send CRLF for a line's end: a text that is only looked at must not change by that."""

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 60})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        ProhibitNullCharactersValidator()(value)
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or [], data)


def reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=WHY_LENGTH,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=gettext_lazy("Why you change it, and where you know it from. It is kept with the change."),
    )


class OpenedField(forms.Field):
    """A beta's version and its values at that version, as JSON in a hidden field."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> tuple[int, Values] | None:
        if not value:
            return None
        try:
            version, values = strictjson.read(value)
        except (ValueError, TypeError) as error:
            raise forms.ValidationError(_("Open this page again: what it was opened on cannot be read.")) from error
        if not isinstance(version, int) or not isinstance(values, dict) or values.keys() != shape.BLANK.keys():
            raise forms.ValidationError(_("Open this page again: it was opened on another release."))
        return version, values

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class BetaForm(Form):
    """`before` is what the database said until this form was saved, empty for a new beta.

    `opened` is what it said when the form was opened: whoever saved since is not overwritten.
    """

    before: Values
    opened = OpenedField(required=False)
    endpoints = LinesField(required=False, help_text=gettext_lazy("One a line, such as POST /v1/messages."))
    reason = reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].required = bool(self.instance.pk)
        if self.instance.pk and not self.is_bound:
            self.initial["opened"] = (self.instance.version, shape.stored(self.instance))

    @property
    def is_stale(self) -> bool:
        """Whether somebody saved the beta since this form was opened. Call only when valid."""
        opened = self.cleaned_data["opened"]
        return bool(opened) and opened[0] != self.instance.version


class ClaudeModelForm(Form):
    sources = LinesField(required=False, help_text=gettext_lazy("One a line."))
    reason = reason()

    def clean_prices(self) -> Values:
        return self._prices("prices")

    def clean_prices_above_100k(self) -> Values:
        return self._prices("prices_above_100k")

    def _prices(self, name: str) -> Values:
        prices: Values = self.cleaned_data[name] or {}
        if problems := list(reading.price_problems(prices)):
            raise forms.ValidationError(problems)
        return prices


class GateForm(Form):
    only_on = LinesField(required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 24}))

    def clean_path(self) -> str:
        path: str = self.cleaned_data["path"]
        if not reading.PATH.match(path):
            raise forms.ValidationError(_("A path looks like tools[].type or messages[role=system].clear_at."))
        return path

    def clean(self) -> None:
        kind, value = self.cleaned_data.get("kind"), self.cleaned_data.get("value")
        if kind and bool(value) == (kind == GateKind.FIELD):
            self.add_error("value", _("A field has no value; everything else has one."))


class ConflictForm(Form):
    subject = forms.CharField(
        required=False, max_length=200, help_text=gettext_lazy("In words; empty where it is another beta.")
    )

    def clean(self) -> None:
        other = self.cleaned_data.get("other")
        self.cleaned_data["subject"] = self.cleaned_data.get("subject") or (other.name if other else "")
        if not self.cleaned_data["subject"]:
            self.add_error("subject", _("Name another beta, or say in words what it cannot be combined with."))


class RetireForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Retired on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = reason()


class MergeFamiliesForm(forms.Form):
    """Which of the chosen families takes the betas of the others."""

    into = forms.ModelChoiceField(Family.objects.none(), label=gettext_lazy("Into"))
    reason = reason()

    def __init__(self, families: QuerySet[Family], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  declared above
        field.queryset = families


class StatusForm(forms.Form):
    """One status for many betas. The reason becomes what each of them states for its status."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=[("", "---------"), *Status.choices])
    reason = reason()
