"""The body of a request as a person writes it: in the form's own fields, or whole as JSON."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from betas.playground import options
from betas.playground.body import LONGEST_MODEL, assembled
from betas.playground.fields import (
    JsonObjectField,
    LinesField,
    NumberField,
    TextField,
    ToolsField,
    TurnsField,
)
from betas.playground.holds import BLANKS, LARGEST, LONGEST_LINE, LONGEST_NUMBER
from betas.playground.turns import blank

FORM, JSON, CODE = "form", "json", "code"
VIEWS = [(FORM, gettext_lazy("Form")), (JSON, "JSON"), (CODE, gettext_lazy("Code"))]
UNSAID = ("", gettext_lazy("not stated"))
TYPING = {"class": "mono", "spellcheck": "false"}


def _number(label: Any) -> NumberField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return NumberField(label=label, required=False, max_length=LONGEST_NUMBER, widget=widget)


def _choice(label: Any, values: tuple[str, ...]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[UNSAID, *((value, value) for value in values)])


def _count(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=LARGEST, **more)


def _json(label: Any, rows: int, **more: Any) -> JsonObjectField:
    widget = forms.Textarea(attrs={"rows": rows, **TYPING})
    return JsonObjectField(label=label, required=False, widget=widget, **more)


# The parts that are folded away until something is in them.
SECTIONS = {
    "tools": ("tools", "tool_choice"),
    "thinking": ("thinking",),
    "sampling": ("stop_sequences", "temperature", "top_p", "top_k", "user_id"),
    "further": ("further",),
}


class RequestForm(forms.Form):
    """`view` says which of the two is true: the fields, or `json` (which the code is made of as well).

    `kept` is a JSON object: what the endpoint does not take and `json` therefore does not show.
    """

    view = forms.ChoiceField(label=gettext_lazy("View"), choices=VIEWS, required=False, initial=FORM)
    json = _json("JSON", 16)
    kept = JsonObjectField(label=gettext_lazy("Kept"), required=False, widget=forms.HiddenInput)

    model = forms.CharField(
        label=gettext_lazy("Model"),
        required=False,
        max_length=LONGEST_MODEL,
        widget=forms.TextInput(attrs={"list": "models", "autocomplete": "off", "spellcheck": "false"}),
    )
    max_tokens = _count(gettext_lazy("Max tokens"), initial=1024)
    system = TextField(label=gettext_lazy("System"), required=False, widget=forms.Textarea(attrs={"rows": 1}))
    turns = TurnsField(label=gettext_lazy("Turns"), required=False, initial=lambda: [blank()])
    stream = forms.BooleanField(label=gettext_lazy("Stream"), required=False, initial=True)
    tools = ToolsField(label=gettext_lazy("Tools"), required=False, initial=list)
    tool_choice = _choice(gettext_lazy("Tool choice"), options.TOOL_CHOICES)
    chosen_tool = forms.CharField(label=gettext_lazy("Which tool"), required=False, max_length=LONGEST_LINE)
    one_tool = forms.BooleanField(label=gettext_lazy("One tool at a time"), required=False)
    thinking = _choice(gettext_lazy("Thinking"), options.THINKING)
    budget_tokens = _count(gettext_lazy("Budget in tokens"))
    stop_sequences = LinesField(
        label=gettext_lazy("Stop sequences"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, **TYPING}),
        help_text=gettext_lazy("One a line."),
    )
    user_id = forms.CharField(label=gettext_lazy("User id"), required=False, max_length=LONGEST_LINE)
    temperature, top_p, top_k = map(_number, ("Temperature", "Top p", "Top k"))
    further = _json(
        gettext_lazy("Further fields"),
        2,
        help_text=gettext_lazy("A JSON object, merged into the body: output_config, mcp_servers …"),
    )

    def shows(self) -> str:
        """The view's value; the form where a stranger posts another."""
        value = self["view"].value()
        return value if value in (JSON, CODE) else FORM

    def so_far(self) -> dict[str, Any]:
        """The body as far as it can be read, of a form just drawn or still being typed."""
        valid = self.is_valid()
        values = self.cleaned_data if valid else {name: self._readable(name) for name in RequestForm.base_fields}
        return values["json"] or {} if self.shows() != FORM else assembled(values)

    def unreadable(self) -> str:
        """Why the JSON of which the body is made cannot be read; empty where it can."""
        name = "json" if self.shows() != FORM else "further"
        try:
            self.fields[name].clean(self[name].value())
        except forms.ValidationError as error:
            return " ".join(error.messages)
        return ""

    def _readable(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None

    def filled_sections(self) -> list[str]:
        return [section for section, names in SECTIONS.items() if any(map(self._is_filled, names))]

    def _is_filled(self, name: str) -> bool:
        return self[name].value() not in BLANKS or bool(self[name].errors)
