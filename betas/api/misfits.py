"""What does not fit a declared shape, in sentences of our own: each once, with the entry that it is about."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# How pydantic names the ways that a value of several possible types may go.
WAY = re.compile(r"(?:list|dict)\[|constrained-|function-|(?:str|int|bool|float)\Z")
OF_TYPE = {
    "model_type": gettext_lazy("a JSON object"),
    "model_attributes_type": gettext_lazy("a JSON object"),
    "dict_type": gettext_lazy("a JSON object"),
    "list_type": gettext_lazy("a list"),
    "string_type": gettext_lazy("a text"),
    "int_type": gettext_lazy("a whole number"),
    "int_parsing": gettext_lazy("a whole number"),
    "int_from_float": gettext_lazy("a whole number"),
    "bool_type": gettext_lazy("true or false"),
    "bool_parsing": gettext_lazy("true or false"),
}
SAID: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda said: _("It is needed."),
    "extra_forbidden": lambda said: _("There is no such field."),
    "greater_than_equal": lambda said: _("It must be at least %(least)s.") % {"least": said["ge"]},
    "less_than_equal": lambda said: _("It must be at most %(most)s.") % {"most": said["le"]},
    "less_than": lambda said: _("It must be less than %(limit)s.") % {"limit": said["lt"]},
    "string_too_long": lambda said: _("It may have at most %(most)s characters.") % {"most": said["max_length"]},
    "too_long": lambda said: _("It may have at most %(most)s entries.") % {"most": said["max_length"]},
    "string_pattern_mismatch": lambda said: _("It must match %(pattern)s.") % {"pattern": said["pattern"]},
    "enum": lambda said: _("It must be one of: %(known)s.") % {"known": said["expected"]},
    "literal_error": lambda said: _("It must be one of: %(known)s.") % {"known": said["expected"]},
}

Error = Mapping[str, Any]


def details(errors: Iterable[Error]) -> dict[str, list[str]]:
    """Texts by the name of the field; a body's place begins with the name of our own parameter."""
    found: dict[str, list[tuple[str, Error]]] = {}
    for error in errors:
        source, *place = error["loc"]
        field, *inside = (place[1:] if source == "body" else place) or ["request"]
        entry = ".".join(str(step) for step in inside if isinstance(step, int) or not WAY.match(step))
        found.setdefault(str(field), []).append((entry, error))
    return {field: list(dict.fromkeys(_texts(told))) for field, told in found.items()}


def _texts(told: Sequence[tuple[str, Error]]) -> Iterable[str]:
    """Of several types that a value may have, the one that it came nearest to: by an entry, then by anything else."""
    nearest = [(entry, error) for entry, error in told if entry]
    nearest = nearest or [(entry, error) for entry, error in told if error["type"] not in OF_TYPE]
    for entry, error in nearest:
        text = _text(error)
        yield _("Entry %(entry)s: %(text)s") % {"entry": entry, "text": text} if entry else text
    if not nearest:
        kinds = dict.fromkeys(str(OF_TYPE[error["type"]]) for _entry, error in told)
        yield _("It must be %(kind)s.") % {"kind": _(" or ").join(kinds)}


def _text(error: Error) -> str:
    kind = error["type"]
    if kind in OF_TYPE:
        return _("It must be %(kind)s.") % {"kind": OF_TYPE[kind]}
    return SAID[kind](error.get("ctx", {})) if kind in SAID else _plain(error)


def _plain(error: Error) -> str:
    return str(error["msg"]).removeprefix("Value error, ")
