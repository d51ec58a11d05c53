"""What is asked of an export: the list's query, and a format."""

from django import forms
from django.utils.translation import gettext_lazy as _

from betas.history.forms import HistoryFilter
from betas.history.transfer.formats import FORMATS


class ExportForm(HistoryFilter):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(kind, form.label) for kind, form in FORMATS.items()],
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Say which format: jsonl, csv or har."),
            "invalid_choice": _("There is no format “%(value)s”: take jsonl, csv or har."),
        },
    )
