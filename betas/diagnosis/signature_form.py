"""An administrator's signature, checked against its samples before it is kept."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas import header
from betas.diagnosis.signatures import Retry
from betas.diagnosis.wording import check, worded
from betas.models import ErrorSignature
from betas.models.choices import Means

if TYPE_CHECKING:
    Form = forms.ModelForm[ErrorSignature]
else:
    Form = forms.ModelForm

MOST_SAMPLES, LONGEST_SAMPLE = 20, 2000
RETRIES = (
    (Retry.WITH_FIX, gettext_lazy("Only once mended")),
    (Retry.LATER, gettext_lazy("Later")),
    (Retry.NEVER, gettext_lazy("Never")),
    (Retry.UNKNOWN, gettext_lazy("Not known")),
)


class SignatureForm(Form):
    """Words, never a regular expression: what is made of them runs in linear time."""

    retry = forms.ChoiceField(choices=[(retry.value, label) for retry, label in RETRIES])
    samples = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4, "cols": 80}),
        help_text=gettext_lazy("Errors that it must recognise, one a line."),
    )

    class Meta:
        model = ErrorSignature
        fields = ("pattern", "means", "retry", "beta", "note", "samples")
        help_texts = {"pattern": gettext_lazy("Words of the error, as it says them; one * stands for a few others.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["samples"] = "\n".join(self.instance.samples)

    def clean_beta(self) -> str:
        beta: str = self.cleaned_data["beta"].strip()
        if beta and not header.NAME.match(beta):
            raise forms.ValidationError(_("This is no beta name."))
        return beta

    def clean_samples(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["samples"].splitlines() if line.strip()]
        if len(lines) > MOST_SAMPLES or any(len(line) > LONGEST_SAMPLE for line in lines):
            sizes = {"most": MOST_SAMPLES, "longest": LONGEST_SAMPLE}
            raise forms.ValidationError(_("At most %(most)s samples of %(longest)s characters.") % sizes)
        return lines

    def clean(self) -> None:
        said = self.cleaned_data
        if self.errors:
            return
        try:
            signature = worded(said["pattern"], Means(said["means"]), Retry(said["retry"]), said["beta"])
        except ValueError as error:
            self.add_error("pattern", str(error))
            return
        for problem in check(signature, said["samples"]):
            self.add_error("samples", problem)
