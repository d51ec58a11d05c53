"""What a form's control is made of: where there are many, Django's own templates take most of a form's time."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

Attributes = tuple[tuple[str, str | None], ...]
Widget = Mapping[str, Any]


@register.filter
def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """A control's attributes as Django writes them: True by its name alone, False not at all."""
    return _attributes(_plain(attrs))


@register.filter
def options(optgroups: Iterable[tuple[str | None, Iterable[Widget], int]]) -> SafeString:
    """A select's options, in their groups."""
    drawn = ((name, format_html_join("", "{}", ((_drawn(each),) for each in group))) for name, group, _at in optgroups)
    return format_html_join("", "{}", ((_grouped(name, inside),) for name, inside in drawn))


def _drawn(option: Widget) -> SafeString:
    return _option(str(option["value"]), str(option["label"]), _plain(option["attrs"]))


def _grouped(name: str | None, inside: SafeString) -> SafeString:
    return format_html('<optgroup label="{}">{}</optgroup>', name, inside) if name else inside


def _plain(attrs: Mapping[str, Any]) -> Attributes:
    """Values as text, None for an attribute that is its name alone."""
    return tuple((name, None if value is True else str(value)) for name, value in attrs.items() if value is not False)


@lru_cache(maxsize=1000)
def _option(value: str, label: str, attrs: Attributes) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, _attributes(attrs), label)


@lru_cache(maxsize=1000)
def _attributes(attrs: Attributes) -> SafeString:
    return format_html_join("", " {}", ((_attribute(*each),) for each in attrs))


def _attribute(name: str, value: str | None) -> SafeString | str:
    return name if value is None else format_html('{}="{}"', name, value)
