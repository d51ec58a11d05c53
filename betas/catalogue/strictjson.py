"""JSON of strangers: read as it is meant, or refused in a sentence. Nothing doubtful gets in."""

import json
from typing import Any

from django.utils.translation import gettext as _


class Doubtful(ValueError):
    """The message is a sentence."""


def read(text: str) -> Any:
    """Raises Doubtful for no JSON, endless nesting, NaN, a key given twice, NUL, half a character."""
    try:
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
        written = json.dumps(value, ensure_ascii=False)
        written.encode()
    except Doubtful:
        raise
    except (ValueError, RecursionError) as error:
        raise Doubtful(_("This is no JSON that can be read.")) from error
    if "\\u0000" in written:
        raise Doubtful(_("The JSON holds a character that cannot be kept (NUL)."))
    return value


def _refuse(constant: str) -> Any:
    raise Doubtful(_("%(value)s is no JSON value.") % {"value": constant})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Doubtful(_("A key is there twice in one object."))
    return found
