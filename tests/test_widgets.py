"""Our templates of controls against Django's own: other code, the same HTML."""

import pytest
from django.forms import CheckboxInput, Select, SelectMultiple, Textarea, TextInput, Widget
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

AWKWARD = """<&>"'\u202e</option>"""
CHOICES = [
    ("", gettext_lazy("None")),
    (AWKWARD, AWKWARD),
    (7, "a number"),
    ("Group <1>", [("a", "A"), ("b", "B & C")]),
]
ATTRS = {"id": "x", "title": AWKWARD, "placeholder": gettext_lazy("None"), "rows": 2, "required": True, "hidden": False}


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (Select(choices=CHOICES), ""),
        (Select(choices=CHOICES), AWKWARD),
        (Select(choices=CHOICES), 7),
        (Select(choices=CHOICES), "b"),
        (Select(), None),
        (SelectMultiple(choices=CHOICES), ["a", "b", "7"]),
        (TextInput(), AWKWARD),
        (Textarea(), AWKWARD),
        (CheckboxInput(), True),
    ],
)
def test_controls_are_drawn_as_django_draws_them(widget: Widget, value: object) -> None:
    ours, theirs = (
        str(widget.render("name", value, attrs=dict(ATTRS), renderer=renderer))
        for renderer in (TemplatesSetting(), DjangoTemplates())
    )
    assert parse_html(ours) == parse_html(theirs)
    assert ours.count(AWKWARD) == 0
