"""What numbers may be asked for: a form that narrows the counts."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from betas.history.days import today
from betas.history.forms import day, suggested
from betas.history.insight.period import Period
from betas.history.insight.rows import Rows
from betas.history.statistics import Counts
from betas.models import User
from betas.query.conditions import NONE

# What the address calls it, the word for it, and how many of which steps.
LATELY = (
    ("24h", _("24 hours"), 24, "hour"),
    ("7d", _("7 days"), 7, "day"),
    ("30d", _("30 days"), 30, "day"),
    ("90d", _("90 days"), 90, "day"),
)
USUAL = "7d"
STEPS = {key: (count, step) for key, _label, count, step in LATELY}
LONGEST = timedelta(days=366)


class StatisticsFilter(forms.Form):
    """Days that are given win over a period that ends now."""

    use_required_attribute = False
    beta = forms.CharField(
        label=_("Beta"), required=False, max_length=128, widget=suggested("betas"),
        help_text=_("“none” for what was sent without one."),
    )  # fmt: skip
    model = forms.CharField(
        label=_("Model"), required=False, max_length=128, widget=suggested("models"),
        help_text=_("A piece of its id is enough."),
    )  # fmt: skip
    since = forms.DateField(label=_("Since"), required=False, widget=day())
    until = forms.DateField(label=_("Until"), required=False, widget=day(), help_text=_("Today where it is empty."))
    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[(key, label) for key, label, *_steps in LATELY],
        widget=forms.HiddenInput,
    )
    all = forms.BooleanField(label=_("All names"), required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if until and not since and "since" not in self.errors:
            self.add_error("since", _("Give the first day as well."))
        elif since and until and since > until:
            self.add_error("until", _("This day is before the first one."))
        elif since and since > today():
            self.add_error("since", _("This day is still to come."))
        elif since and min(until or today(), today()) - since >= LONGEST:
            told = {"days": LONGEST.days}
            self.add_error("since", _("Ask for at most %(days)s days at once; the API tells more.") % told)
        return self.cleaned_data

    @property
    def lately(self) -> str:
        """Which of LATELY is asked for, empty where days are. Call only when valid."""
        return "" if self.cleaned_data["since"] else self.cleaned_data["period"] or USUAL

    @property
    def told(self) -> Period:
        """Call only when valid."""
        if not self.lately:
            return Period.of_days(self.cleaned_data["since"], min(self.cleaned_data["until"] or today(), today()))
        return Period.lately(*STEPS[self.lately])

    @property
    def beta_name(self) -> str | None:
        """None is any, an empty name is none. Call only when valid."""
        name: str = self.cleaned_data["beta"]
        return "" if name == NONE else name or None

    def counts(self, user: User) -> Counts:
        """Call only when valid; the view shows the form's errors otherwise (422)."""
        return self.told.counts(user, beta=self.beta_name, model=self.cleaned_data["model"])

    def rows(self) -> Rows:
        """The exchanges that a valid form asks for."""
        betas = None if self.beta_name is None else (self.beta_name,)
        return Rows(self.told, betas, self.cleaned_data["model"] or None)
