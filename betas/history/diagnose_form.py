"""An error from anywhere, pasted: a form whose text never holds a key."""

from dataclasses import replace

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from betas import header
from betas.code.keyless import keyless
from betas.diagnosis import pasted
from betas.diagnosis.pasted import Pasted

LONGEST_TEXT, LONGEST_BETAS = 200_000, 8192
TYPING = {"class": "mono", "spellcheck": "false", "autocomplete": "off"}


class DiagnoseForm(forms.Form):
    """`keys` is how many keys were dropped from what was pasted; what is typed beside the text outdoes it."""

    use_required_attribute = False
    keys = 0

    text = forms.CharField(
        label=_("The error"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, **TYPING}),
        help_text=_("JSON, a log line, the traceback of an SDK, what a terminal shows, an HTML page."),
        error_messages={"required": _("Paste the error here."), "max_length": _("Paste at most 200,000 characters.")},
    )
    status = forms.IntegerField(
        label=_("HTTP status"),
        required=False,
        min_value=100,
        max_value=599,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "autocomplete": "off"}),
        help_text=_("Where the text does not say it."),
    )
    betas = forms.CharField(
        label=_("Betas that were sent"),
        required=False,
        max_length=LONGEST_BETAS,
        widget=forms.TextInput(attrs=TYPING),
        help_text=_("As in the header: separated by commas."),
    )

    @classmethod
    def of(cls, posted: QueryDict) -> "DiagnoseForm":
        data, dropped = posted.copy(), 0
        for name in ("text", "betas"):
            data[name], count = keyless(posted.get(name, "")[: LONGEST_TEXT + 1])
            dropped += count
        form = cls(data)
        form.keys = dropped
        return form

    def read(self) -> Pasted:
        """The text, and what was typed beside it. Call only when valid."""
        said, typed = pasted.read(self.cleaned_data["text"]), self.cleaned_data
        names = tuple(header.split([typed["betas"]])) or said.betas
        return replace(said, status=typed["status"] or said.status, betas=names)
