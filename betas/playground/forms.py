"""One request as a person writes it, and the call it makes."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from betas.dispatch.sender import Sender
from betas.models import Exchange, Project, User
from betas.models.choices import Fault, Source
from betas.playground import destinations, making
from betas.playground.body import BLANK, LARGEST, LONGEST_MODEL
from betas.playground.fields import JsonObjectField, NamesField, TextField, TurnsField
from betas.playground.making import COUNT_TOKENS, MESSAGES
from betas.upstream.call import Call

PATHS = [(path, f"POST {path}") for path in (MESSAGES, COUNT_TOKENS)]
VERSIONS = [(version, version) for version in ("2026-10-21", "2023-06-01")]
FAULTS = [("", gettext_lazy("None")), *Fault.choices]
CODE = {"class": "mono", "spellcheck": "false"}


class PlaygroundForm(forms.Form):
    """Valid, it has `call`. The browser demands nothing: the server says what is missing, and nothing typed is lost."""

    use_required_attribute = False
    call: Call

    upstream = forms.ChoiceField(label=gettext_lazy("Upstream and key"))
    path = forms.ChoiceField(label=gettext_lazy("Endpoint"), choices=PATHS, initial=MESSAGES)
    model = forms.CharField(
        label=gettext_lazy("Model"),
        required=False,
        max_length=LONGEST_MODEL,
        widget=forms.TextInput(attrs={"list": "models", "autocomplete": "off", "spellcheck": "false"}),
    )
    max_tokens = forms.IntegerField(
        label=gettext_lazy("Max tokens"), required=False, min_value=0, max_value=LARGEST, initial=1024
    )
    api_version = forms.ChoiceField(label=gettext_lazy("API version"), choices=VERSIONS)
    system = TextField(label=gettext_lazy("System"), required=False, widget=forms.Textarea(attrs={"rows": 1}))
    turns = TurnsField(label=gettext_lazy("Turns"), required=False, initial=[BLANK])
    stream = forms.BooleanField(label=gettext_lazy("Stream"), required=False, initial=True)
    further = JsonObjectField(
        label=gettext_lazy("Further fields"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **CODE}),
        help_text=gettext_lazy("A JSON object, merged into the body: thinking, tools, output_config …"),
    )
    fault = forms.ChoiceField(label=gettext_lazy("Simulated fault"), required=False, choices=FAULTS)
    betas = NamesField(label=gettext_lazy("Betas"), required=False)
    free = TextField(
        label=gettext_lazy("Further names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, **CODE}),
        help_text=gettext_lazy("Any name, catalogued or not; separated by commas or lines."),
    )
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Continues"),
        required=False,
        queryset=Exchange.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": gettext_lazy("The request this one continues cannot be found.")},
    )
    once = forms.CharField(required=False, max_length=64, initial=secrets.token_hex, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, project: Project, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.project = user, project
        self.destinations = {each.value: each for each in destinations.offered(project)}
        fields: dict[str, Any] = self.fields
        fields["upstream"].choices = [(each.value, each.label) for each in self.destinations.values()]
        fields["parent"].queryset = Exchange.objects.for_user(user).for_project(project)

    def continues(self) -> Exchange | None:
        """The exchange that this request is made from, as far as it is known and its user may see it."""
        parent: Any = self.fields["parent"]
        try:
            return parent.clean(self["parent"].value()) if self["parent"].value() else None
        except forms.ValidationError:
            return None

    def names(self) -> list[str]:
        """What the header line shows: the names as typed, valid or not, picked ones first, each once."""
        return making.names({"betas": self["betas"].value(), "free": self["free"].value()})

    def clean(self) -> dict[str, Any]:
        destination = self.destinations.get(self.cleaned_data.get("upstream", ""))
        upstream = destination.upstream if destination else None
        for field, message in making.problems(self.cleaned_data, upstream):
            self.add_error(field, message)
        if upstream and not self.errors:
            self.call = making.call(self.cleaned_data, upstream)
        return self.cleaned_data

    def sender(self) -> Sender:
        """Call only when valid. Raises KeyUnreadable, NoSuchKey where the key went away meanwhile."""
        destination = self.destinations[self.cleaned_data["upstream"]]
        key, label, credential = destination.credential(self.project)
        return Sender(
            project=self.project,
            user=self.user,
            token=None,
            source=Source.PLAYGROUND,
            upstream=destination.upstream,
            key=key,
            key_label=label,
            credential=credential,
            parent=self.cleaned_data["parent"],
            idempotency_key=making.idempotency_key(self.cleaned_data, self.call),
        )
