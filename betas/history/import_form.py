"""A file to take in: first looked at, then taken in for good as it was looked at."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.history.transfer import incoming, staged
from betas.history.transfer.reading import MEBIBYTE, MOST_UPLOADED
from betas.history.transfer.report import Report
from betas.history.transfer.strict import Unreadable
from betas.models import Project, User

LONGEST_NAME = 100


class UploadForm(forms.Form):
    """`staged` names the file once it was looked at."""

    use_required_attribute = False
    staged = ""
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file.")},
        help_text=gettext_lazy(
            "An export as JSONL, or a HAR, also as .gz, at most 33 MB. You see first what is in it."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > staged.MOST_BYTES:
            raise forms.ValidationError(
                _("It is larger than %(most)s MB: compress it, or use manage.py import_history."),
                params={"most": staged.MOST_BYTES // MEBIBYTE},
            )
        return file

    def look(self, project: Project) -> Report | None:
        """What an import would do; None, with an error of the form, where the file cannot be read to its end."""
        self.staged = staged.stage(self.cleaned_data["file"])
        report = None
        try:
            report = incoming.check(project, staged.path(self.staged), MOST_UPLOADED)
        except Unreadable as error:
            self.add_error("file", str(error))
        if report is None or not report.may_come_in:
            staged.path(self.staged).unlink(missing_ok=True)
        return report

    @property
    def name(self) -> str:
        return str(self.cleaned_data["file"].name)[:LONGEST_NAME]


class TakeInForm(forms.Form):
    staged = forms.RegexField(r"^[0-9a-f]{64}\Z", widget=forms.HiddenInput)
    name = forms.CharField(max_length=LONGEST_NAME, widget=forms.HiddenInput)

    def bring_in(self, project: Project, who: User) -> Report | None:
        """None, with an error of the form, where the file is gone or is not taken any more."""
        file = staged.path(self.cleaned_data["staged"])
        try:
            done = incoming.bring_in(project, file, name=self.cleaned_data["name"], who=who, most=MOST_UPLOADED)
        except FileNotFoundError:
            self.add_error(None, _("The file that you looked at is not here any more: choose it once more."))
            return None
        except Unreadable as error:
            self.add_error(None, str(error))
            return None
        file.unlink(missing_ok=True)
        return done
