"""JSON of strangers, read as it is meant or refused in a sentence; how much of it may be in memory at once."""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from betas.history.body import UNSTORABLE

# What stands between texts (braces, commas, numbers) becomes many times its size in memory, and little is needed.
MOST_STRUCTURE = 3 * 1024 * 1024
TEXTS = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)
NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class Unreadable(ValueError):
    """The message is a sentence."""


def _refuse(constant: str) -> Any:
    raise Unreadable(_("%(value)s is no JSON value.") % {"value": constant})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable(_("A key is there twice in one object."))
    return found


DECODER = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_once)


def read(line: bytes) -> Any:
    """Raises Unreadable."""
    try:
        text = line.decode()
        bounded(text)
        return DECODER.decode(text)
    except Unreadable:
        raise
    except UnicodeDecodeError as error:
        raise Unreadable(_("This is not written in UTF-8.")) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("This is no JSON that can be read.")) from error


def bounded(text: str) -> None:
    """Raises Unreadable where too little of the text is texts."""
    if len(text) > MOST_STRUCTURE and len(TEXTS.sub("", text)) > MOST_STRUCTURE:
        raise Unreadable(_("This holds too many values."))


def storable(value: Any, name: str) -> None:
    """Raises Unreadable for what no database keeps: NUL, half a character, a number without end."""
    if isinstance(value, str):
        is_bad = UNSTORABLE.search(value) is not None
    else:
        is_bad = isinstance(value, dict) and not _is_plain(value)
    if is_bad:
        raise Unreadable(_("%(name)s: it holds a character or number that cannot be kept.") % {"name": name})


def _is_plain(value: Any) -> bool:
    try:
        written = json.dumps(value, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (ValueError, RecursionError):
        return False
    return NUL.search(written) is None
