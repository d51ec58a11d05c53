"""What may be asked of the history: a form that narrows a queryset."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from betas.history.query import LANGUAGE, outdated, sent_at, sent_with, with_type
from betas.models import ErrorGroup, Project, User
from betas.models.choices import Means, Source, State
from betas.models.history import FAILED, LONGEST_NOTE, ExchangeQuerySet
from betas.query.forms import QueryForm, search
from betas.query.problems import nearest

ANY = ("", _("Any"))
NO_WHOLE_ANSWER = "no_whole_answer"
STATES = [(value, _("Failed (no whole answer)") if value == State.FAILED else label) for value, label in State.choices]
LONGEST_NAME, MOST_TOLD = 60, 5
FIRST = ("q", "failed", "starred", "outdated")
EXACT = {"state": "state", "model": "model", "source": "source"}


# What a simple filter asks, in the language's terms.
MADE: dict[str, Callable[[Any], Q]] = {
    "beta": lambda name: sent_with([name]),
    "status": lambda status: LANGUAGE.condition(f"status:{status}"),
    "error": with_type,
    "failed": lambda _on: FAILED,
    "starred": lambda _on: Q(starred=True),
    "outdated": lambda _on: outdated(),
    "since": lambda on: sent_at(Q(created_at__gte=_moment(on, time.min))),
    "until": lambda on: sent_at(Q(created_at__lte=_moment(on, time.max))),
}


def suggested(kind: str) -> forms.TextInput:
    """A text field whose suggestions stand in the page's `<datalist>` of that kind."""
    return forms.TextInput(attrs={"list": f"known-{kind}", "autocomplete": "off"})


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Filter(forms.Form):
    """`after`, the last id of the page before, is no field for people; nor is anything else that is hidden."""

    use_required_attribute = False
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)
    beta = forms.CharField(label=_("Beta"), required=False, max_length=128, widget=suggested("betas"))

    @property
    def asked(self) -> dict[str, Any]:
        """What narrows the list. Call only when valid."""
        return {field.name: value for field in self.visible_fields() if (value := self.cleaned_data[field.name])}

    def told(self) -> list[tuple[str, str]]:
        """What narrows the list, in the form's own words: labels and values, none for a box that is ticked."""
        return [(str(self.fields[name].label), _words(self.fields[name], value)) for name, value in self.asked.items()]


class HistoryFilter(QueryForm, Filter):
    """`newest` is the first id of a page: what came later is announced there."""

    language = LANGUAGE
    q = search(reverse_lazy("history:suggestions"), _("Words, or field:value such as status:4xx"))
    newest = forms.UUIDField(required=False, widget=forms.HiddenInput)
    failed = forms.BooleanField(label=_("Only refused or failed"), required=False)
    starred = forms.BooleanField(label=_("Only starred"), required=False)
    outdated = forms.BooleanField(label=_("Would not work today"), required=False)
    status = forms.RegexField(
        r"^([1-5]xx|[1-5][0-9]{2})\Z",
        label=_("Status"),
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"placeholder": "400, 4xx", "size": 8, "autocomplete": "off"}),
        error_messages={"invalid": _("A status is a number such as 400 or a class such as 4xx.")},
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *STATES])
    model = forms.CharField(label=_("Model"), required=False, max_length=128, widget=suggested("models"))
    error = forms.CharField(label=_("Error type"), required=False, max_length=100)
    source = forms.ChoiceField(label=_("Source"), required=False, choices=[ANY, *Source.choices])
    since = forms.DateField(label=_("Since"), required=False, widget=day())
    until = forms.DateField(label=_("Until"), required=False, widget=day())

    def not_understood(self) -> list[str]:
        """What the address says beside the form's fields, in sentences; it narrows nothing."""
        known = [field.name for field in self.visible_fields()]
        strange = [name[:LONGEST_NAME] for name in self.data if name not in self.fields]
        return [_not_understood(name, known) for name in strange[:MOST_TOLD]]

    def first_fields(self) -> list[BoundField]:
        return [self[name] for name in FIRST]

    def more_fields(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name not in FIRST]

    def more_is_used(self) -> bool:
        return any(field.value() or field.errors for field in self.more_fields())

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        return self.cleaned_data

    @property
    def conditions(self) -> list[Q]:
        """What an exchange must fulfil, one by one. Call only when valid."""
        asked = self.asked
        found = [Q(**{column: asked[name]}) for name, column in EXACT.items() if name in asked]
        found += [make(asked[name]) for name, make in MADE.items() if name in asked]
        return [*found, *self.asked_in_words]

    def narrow(self, exchanges: ExchangeQuerySet) -> ExchangeQuerySet:
        """Call only when valid; the view shows the form's errors otherwise (422), never an empty list."""
        return exchanges.filter(*self.conditions)


class ErrorFilter(Filter):
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[ANY, *Means.choices, (NO_WHOLE_ANSWER, _("No whole answer"))],
    )
    muted = forms.BooleanField(label=_("Muted ones"), required=False)

    def narrow(self, exchanges: ExchangeQuerySet) -> ExchangeQuerySet:
        """Refusals and failures alone. Call only when valid."""
        exchanges, asked = exchanges.failed(), self.asked
        if "beta" in asked:
            exchanges = exchanges.with_beta(asked["beta"])
        if "kind" in asked:
            exchanges = exchanges.filter(_of_kind(asked["kind"]))
        return exchanges


class OneGroupFilter(forms.Form):
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def after_id(self) -> UUID | None:
        """What makes no sense is the first page."""
        return self.cleaned_data.get("after") if self.is_valid() else None


class MarkForm(forms.Form):
    """What is said about a group of errors: who mutes it says why."""

    muted = forms.BooleanField(label=_("Mute it: leave it out of the list"), required=False)
    reason = forms.CharField(label=_("Why it is muted"), required=False, max_length=200)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("muted") and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why, so that others need not ask."))
        return self.cleaned_data

    @classmethod
    def of(cls, mark: ErrorGroup | None) -> "MarkForm":
        said = {"muted": bool(mark.muted_at), "reason": mark.reason, "note": mark.note} if mark else {}
        return cls(initial=said)

    def save(self, project: Project, fingerprint: str, by: User) -> None:
        """Call only when valid. Who muted it first stays."""
        mark, _created = ErrorGroup.objects.get_or_create(project=project, fingerprint=fingerprint)
        muted = self.cleaned_data["muted"]
        mark.muted_at = (mark.muted_at or timezone.now()) if muted else None
        mark.muted_by = (mark.muted_by or by) if muted else None
        mark.reason, mark.note = self.cleaned_data["reason"] if muted else "", self.cleaned_data["note"]
        mark.save()


class StarForm(forms.Form):
    """`named` asks for the word beside the star that comes back."""

    starred = forms.BooleanField(required=False)
    named = forms.BooleanField(required=False)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), required=False)

    def clean_note(self) -> str:
        """A line break counts once, as it does in the browser."""
        note: str = self.cleaned_data["note"].replace("\r\n", "\n")
        if len(note) > LONGEST_NOTE:
            raise ValidationError(
                _("A note has at most %(most)s characters; this one has %(length)s. Shorten it and save again."),
                params={"most": LONGEST_NOTE, "length": len(note)},
            )
        return note


def _not_understood(name: str, known: list[str]) -> str:
    told = {"name": name, "near": nearest(name.lower(), known)}
    return gettext("There is no filter “%(name)s”, so it was left out; the nearest is “%(near)s”.") % told


def _of_kind(kind: str) -> Q:
    if kind == NO_WHOLE_ANSWER:
        return Q(state__in=[State.FAILED, State.INTERRUPTED])
    return Q(error_means=kind)


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return next(str(label) for key, label in field.widget.choices if key == value)
    return date_format(value) if isinstance(value, date) else "" if value is True else str(value)


def _moment(on: date, at: time) -> datetime:
    return make_aware(datetime.combine(on, at))
