"""The form's fields that Django has none for: turns, beta names, JSON."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from betas.playground.body import BLANK, ROLES, Turn


class TurnsInput(forms.Widget):
    """Reads `role` and `text`, each as often as there are turns. The page renders it."""

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> list[Turn]:
        if not isinstance(data, QueryDict):
            return [BLANK]
        pairs = zip(data.getlist("role"), data.getlist("text"), strict=False)
        return [Turn(role=role, text=unix(text)) for role, text in pairs] or [BLANK]


class TurnsField(forms.Field):
    widget = TurnsInput

    def clean(self, value: list[Turn]) -> list[Turn]:
        """The turns; none where all are blank, for the messages may stand among the further fields."""
        if not any(turn["text"].strip() for turn in value):
            return []
        problems = [problem for number, turn in enumerate(value, 1) for problem in _problems(number, turn)]
        if not any(turn["role"] == ROLES[0] for turn in value):
            problems.append(_("Write at least one turn of the user."))
        if problems:
            raise ValidationError(problems)
        return value


def _problems(number: int, turn: Turn) -> list[str]:
    if turn["role"] not in ROLES:
        return [_("Turn %(number)s has no such role.") % {"number": number}]
    if not turn["text"].strip():
        return [_("Turn %(number)s is empty: write something or remove it.") % {"number": number}]
    return []


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


class JsonObjectField(TextField):
    """A JSON object, empty where nothing is typed. An error says where."""

    def clean(self, value: Any) -> Any:
        text: str = super().clean(value)
        return read_object(text) if text.strip() else {}


def unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def read_object(text: str) -> dict[str, Any]:
    """Raises ValidationError with line and column, or with what else is wrong."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno, "problem": error.msg}
        raise ValidationError(_("Not JSON at line %(line)s, column %(column)s: %(problem)s.") % place) from error
    except UnicodeEncodeError as error:
        raise ValidationError(_("Half a character (a lone surrogate) cannot be sent.")) from error
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("Not JSON that can be sent: %(problem)s.") % {"problem": error}) from error
    if not isinstance(value, dict):
        raise ValidationError(_("A JSON object is needed here, in braces."))
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(_("%(name)s is no JSON number") % {"name": name})
