"""The form's fields that Django has none for: turns, tools, beta names, JSON, numbers as JSON has them."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from betas.code.reading import without_keys
from betas.playground import tools, turns
from betas.playground.holds import is_number
from betas.playground.reading import read, read_object, unix
from betas.playground.tools import Tool
from betas.playground.turns import Turn


class SharedFields(dict[str, forms.Field]):
    """A form class's fields that every form of it uses as they are: who changes one copies it. Django copies each of
    them for each form, which takes longer than to clean them."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> "SharedFields":
        return SharedFields(self)


class RowsInput(forms.Widget):
    """Reads rows as `typed` does, from lists that are equally long. The page renders it."""

    def __init__(self, typed: Callable[[QueryDict], list[Any]]) -> None:
        super().__init__()
        self.typed = typed

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> list[Any]:
        return self.typed(data if isinstance(data, QueryDict) else QueryDict())


class TurnsField(forms.Field):
    widget = RowsInput(turns.typed)

    def clean(self, value: list[Turn]) -> list[dict[str, Any]]:
        """The messages; none where all are blank, for the messages may stand among the further fields."""
        if all(map(turns.is_blank, value)):
            return []
        return _each(value, turns.message, _("Turn %(number)s: %(problem)s"))


class ToolsField(forms.Field):
    widget = RowsInput(tools.typed)

    def clean(self, value: list[Tool]) -> list[dict[str, Any]]:
        """The definitions; a row that is blank is none."""
        rows = [tool for tool in value if not tools.is_blank(tool)]
        return _each(rows, tools.definition, _("Tool %(number)s: %(problem)s"))


def _each(rows: list[Any], make: Callable[[Any], dict[str, Any]], sentence: str) -> list[dict[str, Any]]:
    made, problems = [], []
    for number, row in enumerate(rows, 1):
        try:
            made.append(make(row))
        except ValidationError as error:
            problems += [sentence % {"number": number, "problem": problem} for problem in error.messages]
    if problems:
        raise ValidationError(problems)
    return made


class KeylessTextarea(forms.Textarea):
    """Holds pasted code, and comes back without the keys in it."""

    def format_value(self, value: Any) -> str | None:
        text: str | None = without_keys(super().format_value(value))
        return text


class NamesField(forms.Field):
    """Every value posted under the name, whether the catalogue knows it or not."""

    widget = forms.SelectMultiple

    def clean(self, value: list[str] | None) -> list[str]:
        return value or []


class TextField(forms.CharField):
    """Text as typed, with the line ends of JSON rather than those of HTML forms."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return unix(super().to_python(value) or "")


class LinesField(TextField):
    """A list of the lines that are not empty."""

    def clean(self, value: Any) -> Any:
        return [line for line in super().clean(value).split("\n") if line]


class JsonObjectField(TextField):
    """A JSON object, empty where nothing is typed. An error says where."""

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        return read_object(text) if text.strip() else {}


class NumberField(forms.CharField):
    """A number as JSON writes it, whole or not; None where nothing is typed."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        try:
            number = read(text) if text else None
        except ValidationError:
            number = text
        if number is None or is_number(number):
            return number
        raise ValidationError(_("Enter a number, such as 0.7."))
