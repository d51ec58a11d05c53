"""An account and its role, as the administration edits them."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.access.roles import role_of
from betas.models import User
from betas.models.choices import Role

if TYPE_CHECKING:
    Change = UserChangeForm[User]
    Creation = AdminUserCreationForm[User]
else:
    Change, Creation = UserChangeForm, AdminUserCreationForm


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Role.choices,
        initial=Role.VIEWER,
        help_text=gettext_lazy("A viewer reads, a tester sends and keeps keys, an administrator does everything."),
    )


class NewPersonForm(Creation):
    role = role_field()


class PersonForm(Change):
    role = role_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["role"] = role_of(self.instance) or Role.VIEWER

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        stays = cleaned.get("role") == Role.ADMIN and cleaned.get("is_active")
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=self.instance.pk)
        if not stays and self.instance.is_superuser and not others.exists():
            raise forms.ValidationError(_("This is the only administrator. Make another one first."))
        return cleaned
