"""One request as a person writes it, and the call it makes."""

import copy
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from betas.dispatch.sender import Sender
from betas.models import Exchange, Project, User
from betas.models.choices import Fault, Source
from betas.playground import destinations, making
from betas.playground.destinations import Destination
from betas.playground.fields import KeylessTextarea, NamesField, SharedFields, TextField
from betas.playground.making import COUNT_TOKENS, MESSAGES
from betas.playground.reading import unix
from betas.playground.request_form import TYPING, RequestForm
from betas.upstream.call import Call

PATHS = [(path, f"POST {path}") for path in (MESSAGES, COUNT_TOKENS)]
NEWEST = "2026-10-21"
VERSIONS = [(version, version) for version in (NEWEST, "2023-06-01")]
FAULTS = [("", gettext_lazy("None")), *Fault.choices]


class PlaygroundForm(RequestForm):
    """Valid, it has `body` and `call`; a draft has its `body` only, may lack anything, and only its body counts.

    The browser demands nothing: the server says what is missing, and nothing typed is lost.
    """

    use_required_attribute = False
    call: Call
    body: dict[str, Any]

    upstream = forms.ChoiceField(
        label=gettext_lazy("Upstream and key"),
        error_messages={
            "invalid_choice": gettext_lazy(
                "What was chosen here is gone: its key was deleted, or its upstream was closed or has another address "
                "now. Choose again, or add the key anew."
            )
        },
    )
    path = forms.ChoiceField(label=gettext_lazy("Endpoint"), choices=PATHS, initial=MESSAGES)
    api_version = forms.ChoiceField(label=gettext_lazy("API version"), choices=VERSIONS)
    fault = forms.ChoiceField(label=gettext_lazy("Simulated fault"), required=False, choices=FAULTS)
    betas = NamesField(label=gettext_lazy("Betas"), required=False)
    free = TextField(
        label=gettext_lazy("Further names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, **TYPING}),
        help_text=gettext_lazy("Any name, catalogued or not; separated by commas or lines."),
    )
    parent = forms.ModelChoiceField(
        label=gettext_lazy("Continues"),
        required=False,
        queryset=Exchange.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": gettext_lazy("The request this one continues cannot be found.")},
    )
    pasted = TextField(
        label=gettext_lazy("Code or a request"),
        required=False,
        widget=KeylessTextarea(attrs={"rows": 2, **TYPING}),
        help_text=gettext_lazy(
            "A cURL command, a raw HTTP request, a call of the Python or TypeScript SDK, a HAR entry, or a JSON body."
        ),
    )
    looked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=64, initial=secrets.token_hex, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, project: Project, draft: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.project, self.draft = user, project, draft
        self.destinations = {each.value: each for each in destinations.offered(project)}
        fields: dict[str, Any] = self.fields
        fields["upstream"] = copy.deepcopy(fields["upstream"])
        fields["upstream"].choices = [(each.value, each.label) for each in self.destinations.values()]
        if (self.data if self.is_bound else self.initial).get("parent"):
            fields["parent"] = copy.deepcopy(fields["parent"])
            fields["parent"].queryset = Exchange.objects.for_user(user).for_project(project)

    def continues(self) -> Exchange | None:
        """The exchange that this request is made from, as far as it is known and its user may see it."""
        parent: Any = self.fields["parent"]
        try:
            return parent.clean(self["parent"].value()) if self["parent"].value() else None
        except forms.ValidationError:
            return None

    def chosen(self) -> Destination | None:
        """The destination that the page shows: the first where none is chosen, None where there is none at all."""
        first = next(iter(self.destinations.values()), None)
        return self.destinations.get(str(self["upstream"].value()), first)

    def strayed(self) -> Exchange | None:
        """The exchange that this request is made from, where what it was sent with can no longer be chosen."""
        asked = self.initial.get("upstream")
        return self.continues() if asked and asked not in self.destinations else None

    def newest(self) -> bool:
        """Whether the newest API version is chosen, which no longer has some of the fields."""
        return self["api_version"].value() in (None, NEWEST)

    def names(self) -> list[str]:
        """What the header line shows: the names as typed, valid or not, picked ones first, each once."""
        return making.names({"betas": self["betas"].value(), "free": self["free"].value()})

    def clean(self) -> dict[str, Any]:
        if self.draft:
            self._forgive()
        destination = self.destinations.get(self.cleaned_data.get("upstream", ""))
        upstream = destination.upstream if destination else None
        find = making.doubled if self.draft else making.problems
        for field, message in find(self.cleaned_data, upstream):
            self.add_error(field, message)
        if not self.errors:
            self.body = making.body(self.cleaned_data)
        if upstream and not self.draft and not self.errors:
            self.call = making.call(self.cleaned_data, upstream, self.body, unix(self["json"].value() or ""))
        return self.cleaned_data

    def _forgive(self) -> None:
        """Only the body counts in a draft."""
        for name in self.errors.keys() - RequestForm.base_fields.keys():
            del self.errors[name]

    def sender(self) -> Sender:
        """Call only when valid. Raises KeyUnreadable, NoSuchKey where the key went away meanwhile."""
        destination = self.destinations[self.cleaned_data["upstream"]]
        key, label, credential = destination.credential()
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


PlaygroundForm.base_fields = SharedFields(PlaygroundForm.base_fields)
