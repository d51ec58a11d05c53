"""The field that a language is typed in, and a form that reads it: what every list with a language shares."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betas.query.language import MOST_CHARACTERS, Language
from betas.query.problems import Problem, Unreadable


def search(suggestions: str | Promise, placeholder: str | Promise) -> forms.CharField:
    """`suggestions` is the address that completes what is typed: it replaces the list of suggestions and no more."""
    suggesting = {
        "hx-get": suggestions,
        "hx-target": "#suggestions",
        "hx-swap": "outerHTML",
        "hx-trigger": "input changed delay:150ms",
    }
    shown = {"type": "search", "placeholder": placeholder, "list": "suggestions"}
    off = {"autocomplete": "off", "spellcheck": "false"}
    widget = forms.TextInput(attrs={**shown, **off, **suggesting})
    return forms.CharField(label=_("Search"), required=False, max_length=MOST_CHARACTERS, widget=widget)


class QueryForm(forms.Form):
    """Whoever inherits names the `language` that its field `q` is in."""

    use_required_attribute = False
    language: ClassVar[Language]
    asked_in_words: tuple[Q, ...] = ()
    problems: tuple[Problem, ...] = ()

    def clean_q(self) -> str:
        query: str = self.cleaned_data["q"]
        try:
            self.asked_in_words = tuple(self.language.conditions(query))
        except Unreadable as error:
            self.problems = error.problems
            raise forms.ValidationError([problem.message for problem in error.problems]) from error
        return query

    @property
    def corrections(self) -> list[tuple[str, str | None]]:
        """Each problem of the query, and the whole query without it where something near can be read."""
        data: Any = self.data
        query = data.get("q", "").strip()
        return [(problem.message, problem.corrected(query)) for problem in self.problems]
