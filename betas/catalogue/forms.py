"""What may be asked of the catalogue: a form that narrows a queryset."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betas.models import Family
from betas.models.catalogue import BetaQuerySet
from betas.models.choices import Category, Status

ANY = ("", _("Any"))
PAST = {Status.RETIRED, Status.SUPERSEDED}


class CatalogueFilter(forms.Form):
    use_required_attribute = False
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, title, summary or request field")}),
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Status.choices])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[ANY, *Category.choices])
    family = forms.ModelChoiceField(
        Family.objects.all(), label=_("Family"), required=False, to_field_name="slug", empty_label=_("Any")
    )

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows the list. Call only when valid."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def folds(self) -> bool:
        """Whether retired and superseded betas are folded away: not where the filter asks for them."""
        return self.asked.get("status") not in PAST

    def narrow(self, betas: BetaQuerySet) -> BetaQuerySet:
        """Call only when valid; the view shows the form's errors otherwise (422), never an empty list."""
        asked = dict(self.asked)
        return betas.matching(asked.pop("q", "")).filter(**asked)
