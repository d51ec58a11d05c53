"""Which of the doctor's ways was chosen."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.diagnosis.findings import Fix
from betas.history import card, read, verdict
from betas.models import Exchange

NO_MORE = gettext_lazy("The doctor no longer offers this for the request, so nothing was sent.")


class RetryForm(forms.Form):
    """Only what the doctor offers today can be chosen, whatever a page said yesterday. Asks for `exchange.body`."""

    way = forms.ChoiceField(error_messages={"invalid_choice": NO_MORE, "required": NO_MORE})
    once = forms.CharField(max_length=64)

    def __init__(self, *args: Any, exchange: Exchange) -> None:
        super().__init__(*args)
        self.gone = read.gone(exchange)
        found = verdict.of(exchange, read.answer_of(exchange))
        self.fixes = {way.key: way.fix for way in card.retries(exchange, found)} if found else {}
        fields: dict[str, Any] = self.fields
        fields["way"].choices = [(key, key) for key in self.fixes]

    @property
    def fix(self) -> Fix:
        """Call only when valid."""
        return self.fixes[self.cleaned_data["way"]]

    @property
    def problem(self) -> str:
        """One sentence; call only when not valid."""
        if self.gone:
            return _("%(why)s So nothing was sent.") % {"why": self.gone}
        return str(NO_MORE) if "way" in self.errors else _("The page is too old. Load it again and choose once more.")
