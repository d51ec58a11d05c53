"""What may be asked of the catalogue: a form that narrows a queryset."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from betas.catalogue.query import LANGUAGE
from betas.models import Family
from betas.models.catalogue import BetaQuerySet
from betas.models.choices import Category, Status
from betas.query.forms import QueryForm, search
from betas.query.language import MOST_CHARACTERS

ANY = ("", _("Any"))
# A query that names one of these wants what is past among what it finds.
ASKS_FOR_PAST = {"status", "retired", "deprecated", "successor", "name", "accepted"}
CHOSEN = {"status", "category", "family"}
PAST = {Status.RETIRED, Status.SUPERSEDED}


class CatalogueFilter(QueryForm):
    language = LANGUAGE
    q = search(reverse_lazy("catalogue:suggestions"), _("Words, or field:value such as status:active"))
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Status.choices])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[ANY, *Category.choices])
    family = forms.ModelChoiceField(
        Family.objects.all(), label=_("Family"), required=False, to_field_name="slug", empty_label=_("Any")
    )
    after = forms.CharField(required=False, max_length=MOST_CHARACTERS, widget=forms.HiddenInput)

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows the list. Call only when valid."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "after"}

    @property
    def beyond(self) -> str:
        """The last name of the page before. Call only when valid."""
        name: str = self.cleaned_data["after"]
        return name

    @property
    def asking_for_past(self) -> str:
        """The query narrowed to what is folded away. Call only when valid."""
        return f"{self.cleaned_data['q']} status:{','.join(sorted(PAST))}".strip()

    @property
    def folds(self) -> bool:
        """Whether retired and superseded betas are folded away: not where the filter asks by status or date."""
        return self.asked.get("status") not in PAST and not (ASKS_FOR_PAST & LANGUAGE.named(self.asked.get("q", "")))

    def narrow(self, betas: BetaQuerySet) -> BetaQuerySet:
        """Call only when valid; the view shows the form's errors otherwise (422), never an empty list."""
        chosen = {name: value for name, value in self.asked.items() if name in CHOSEN}
        return betas.filter(*self.asked_in_words, **chosen)
