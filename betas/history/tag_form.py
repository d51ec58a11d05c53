"""Exchanges ticked in the list, and the tags that are put on them or taken off."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from betas.history import tags
from betas.models import Exchange, User


class PickForm(forms.Form):
    """`pick` holds ids of exchanges that `user` may see."""

    use_required_attribute = False
    pick = forms.ModelMultipleChoiceField(
        Exchange.objects.none(),
        label=_("Exchanges"),
        error_messages={
            "required": _("Tick exchanges in the history first."),
            "invalid_choice": _("One of them is not there any more: tick them again."),
        },
    )

    def __init__(self, user: User, data: Any) -> None:
        super().__init__(data)
        self.fields["pick"].queryset = Exchange.objects.for_user(user)  # type: ignore[attr-defined]

    @property
    def picked(self) -> list[Exchange]:
        """Oldest first, none where they cannot be found."""
        found = self.cleaned_data.get("pick") if self.is_bound and not self.errors.get("pick") else None
        return list(found.order_by("pk").prefetch_related("tags")) if found is not None else []


class TagForm(PickForm):
    """`names` may be several, apart by spaces or commas; with `drop` they are taken off."""

    names = forms.CharField(
        label=_("Tags"),
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
        error_messages={"required": _("Write a tag.")},
    )
    drop = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_names(self) -> list[str]:
        return tags.names(self.cleaned_data["names"])

    def save(self) -> bool:
        """Call only when valid. False, with an error that says why, where not all of them can have the tags."""
        change = tags.drop if self.cleaned_data["drop"] else tags.add
        try:
            change(self.cleaned_data["pick"], self.cleaned_data["names"])
        except ValidationError as error:
            self.add_error("names", error)
        return not self.errors
