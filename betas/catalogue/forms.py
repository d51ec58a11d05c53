"""What may be asked of the catalogue: a form that narrows a queryset."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betas.catalogue.query import LANGUAGE
from betas.models import Family
from betas.models.catalogue import BetaQuerySet
from betas.models.choices import Category, Status
from betas.query import Problem, Unreadable
from betas.query.language import MOST_CHARACTERS

ANY = ("", _("Any"))
# A query that names one of these wants what is past among what it finds.
ASKS_FOR_PAST = {"status", "retired", "deprecated", "successor", "name", "accepted"}
PAST = {Status.RETIRED, Status.SUPERSEDED}


class CatalogueFilter(forms.Form):
    use_required_attribute = False
    condition = Q()
    problems: tuple[Problem, ...] = ()
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, title, summary or request field")}),
    )
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[ANY, *Status.choices])
    category = forms.ChoiceField(label=_("Category"), required=False, choices=[ANY, *Category.choices])
    family = forms.ModelChoiceField(
        Family.objects.all(), label=_("Family"), required=False, to_field_name="slug", empty_label=_("Any")
    )

    def clean_q(self) -> str:
        query: str = self.cleaned_data["q"]
        try:
            self.condition = LANGUAGE.condition(query)
        except Unreadable as error:
            self.problems = error.problems
            raise forms.ValidationError([problem.message for problem in error.problems]) from error
        return query

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows the list. Call only when valid."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def folds(self) -> bool:
        """Whether retired and superseded betas are folded away: not where the filter asks by status or date."""
        return self.asked.get("status") not in PAST and not (ASKS_FOR_PAST & LANGUAGE.named(self.asked.get("q", "")))

    def narrow(self, betas: BetaQuerySet) -> BetaQuerySet:
        """Call only when valid; the view shows the form's errors otherwise (422), never an empty list."""
        chosen = {name: value for name, value in self.asked.items() if name != "q"}
        return betas.filter(self.condition, **chosen)
