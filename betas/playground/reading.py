"""JSON as a person types it: read, with what is wrong and where; and written so that it reads back the same."""

import json
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def written(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def holdable(value: Any) -> Any:
    """The same with what no page can hold, half a character, replaced."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))


def unix(text: str) -> str:
    """The line ends of JSON rather than those of HTML forms."""
    return text.replace("\r\n", "\n")


def read(text: str) -> Any:
    """Raises ValidationError with line and column, or with what else is wrong."""
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_once)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno, "problem": error.msg}
        raise ValidationError(_("Not JSON at line %(line)s, column %(column)s: %(problem)s.") % place) from error
    except UnicodeEncodeError as error:
        raise ValidationError(_("Half a character (a lone surrogate) cannot be sent.")) from error
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("Not JSON that can be sent: %(problem)s.") % {"problem": error}) from error
    return value


def read_object(text: str) -> dict[str, Any]:
    """Raises ValidationError as `read` does, and for anything but an object."""
    value = read(text)
    if not isinstance(value, dict):
        raise ValidationError(_("A JSON object is needed here, in braces."))
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(_("%(name)s is no JSON number") % {"name": name})


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(_("the key “%(name)s” stands twice in one object") % {"name": twice})
    return found
