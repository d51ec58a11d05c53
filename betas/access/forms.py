"""What is typed on the access pages, as values."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.forms import UsernameField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.access import defaults, keys, keyshape, tokens
from betas.address import BadAddress, Trouble, check_base_url
from betas.models import Project, Token, Upstream, UpstreamKey, User
from betas.models.choices import Role
from betas.secret import Secret

BAD_ADDRESSES = {
    Trouble.NOT_A_URL: gettext_lazy(
        "This is not a plain web address such as https://api.anthropic.com: "
        "no question mark, number sign, backslash, space or percent sign is taken."
    ),
    Trouble.USER_INFO: gettext_lazy("Leave out the name and password before the host; keys have a page of their own."),
    Trouble.VERSION: gettext_lazy("Leave out /v1 at the end; it is added to every request."),
    Trouble.PLAIN_HTTP: gettext_lazy(
        "Only https is taken. For another, list its host and port in the setting UPSTREAM_ALLOWED."
    ),
}


class SignInForm(forms.Form):
    username = UsernameField(
        label=gettext_lazy("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class KeyForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Label"), max_length=60, help_text=gettext_lazy("How you and the API name this key.")
    )
    upstream = forms.ModelChoiceField(
        label=gettext_lazy("Upstream"),
        queryset=Upstream.objects.none(),
        empty_label=None,
        help_text=gettext_lazy("The key is sent there and nowhere else."),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=2000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Stored encrypted. Nobody sees it again, only its last four characters."),
    )

    def __init__(self, project: Project, data: QueryDict | None) -> None:
        super().__init__(data)
        self.project = project
        field = cast("forms.ModelChoiceField[Upstream]", self.fields["upstream"])
        field.queryset = Upstream.objects.for_project(project).real()

    def clean_label(self) -> str:
        label: str = self.cleaned_data["label"]
        if label == keys.ENVIRONMENT_LABEL:
            raise forms.ValidationError(_("This label is that of the key in the server's environment: take another."))
        return label

    def clean_key(self) -> Secret:
        text: str = self.cleaned_data["key"]
        if trouble := keyshape.trouble(text):
            raise forms.ValidationError(trouble)
        return Secret(text)

    def clean(self) -> None:
        label, upstream = self.cleaned_data.get("label"), self.cleaned_data.get("upstream")
        if UpstreamKey.objects.for_project(self.project).filter(upstream=upstream, label=label).exists():
            self.add_error("label", _("There is already a key with this label for this upstream."))
        if self.errors and "key" not in self.errors:
            self.add_error("key", _("Type the key again; it is not kept while something else is wrong."))


class UpstreamForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    class Meta:
        model = Upstream
        fields = ["title", "name", "base_url", "platform", "header_style", "enabled"]
        labels = {
            "title": gettext_lazy("Title"),
            "name": gettext_lazy("Name"),
            "base_url": gettext_lazy("Address"),
            "platform": gettext_lazy("Platform"),
            "header_style": gettext_lazy("The key travels as"),
            "enabled": gettext_lazy("Requests may be sent there"),
        }
        help_texts = {"name": gettext_lazy("How programs call it, such as company-gateway. It stays as it is.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = self.instance.pk is not None
        self.fields["base_url"].disabled = self.instance.simulated

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.instance.pk is None and Upstream.objects.for_project(defaults.ensure()).filter(name=name).exists():
            raise forms.ValidationError(_("There is already an upstream with this name."))
        return name

    def clean_base_url(self) -> str:
        address: str = self.cleaned_data["base_url"].strip()
        if self.instance.pk and address == self.instance.base_url:
            return address
        try:
            return check_base_url(address, settings.UPSTREAM_ALLOWED)
        except BadAddress as error:
            raise forms.ValidationError(str(BAD_ADDRESSES[error.trouble])) from error


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("What will use it, such as nightly-tests.")
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.TESTER)
    days = forms.IntegerField(
        label=gettext_lazy("Days it lives"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=gettext_lazy("Leave empty for no end."),
    )

    def make(self, project: Project, *, by: User) -> tuple[Token, Secret]:
        days = self.cleaned_data["days"]
        expires_at = timezone.now() + timedelta(days=days) if days else None
        return tokens.make(
            project, self.cleaned_data["name"], Role(self.cleaned_data["role"]), by=by, expires_at=expires_at
        )


class OlderThan(forms.Form):
    """The keyset page of a list: rows below `after`."""

    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
