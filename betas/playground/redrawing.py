"""The form drawn again as typed: with a row more or less, or its request in another view. Nothing here sends."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from betas.playground import making, tools, turns
from betas.playground.body import taken_apart
from betas.playground.forms import PlaygroundForm
from betas.playground.reading import written
from betas.playground.request_form import FORM
from betas.playground.turns import JSON, TEXT, Turn

Initial = dict[str, Any]


def shown(form: PlaygroundForm, view: str) -> Initial:
    """The request in another view. Call only with a valid draft."""
    initial, values = typed(form), form.cleaned_data
    if view == FORM:
        return initial | taken_apart(making.kept(values) | form.body) | {"view": view, "json": "", "kept": ""}
    if form.shows() != FORM:
        return initial | {"view": view}
    return initial | {"view": view, "json": written(form.body), "kept": written(making.kept(values))}


def redrawn(form: PlaygroundForm, pressed: QueryDict) -> Initial:
    """Everything as typed, and what the pressed button asks for. Rows are counted from 0."""
    initial = typed(form)
    for button in CHANGES.keys() & pressed.keys():
        CHANGES[button](initial, pressed)
    return initial | {"turns": initial["turns"] or [turns.blank()]}


def typed(form: PlaygroundForm) -> Initial:
    return {name: form[name].value() for name in form.fields}


def _add_turn(typed: Initial, pressed: QueryDict) -> None:
    last_role = typed["turns"][-1]["role"]
    typed["turns"].append(turns.turn("assistant" if last_role == "user" else "user", ""))


def _remove_turn(typed: Initial, pressed: QueryDict) -> None:
    for index in _found(typed["turns"], pressed.get("remove", "")):
        del typed["turns"][index]


def _retype_turn(typed: Initial, pressed: QueryDict) -> None:
    for index in _found(typed["turns"], pressed.get("retype", "")):
        typed["turns"][index] = _retyped(typed["turns"][index])


def _retyped(turn: Turn) -> Turn:
    """A text as JSON, JSON as a text; unchanged where it cannot be."""
    try:
        content = turns.content(turn)
    except ValidationError:
        return turn
    if turn["kind"] == TEXT:
        return turns.turn(turn["role"], written(content), JSON)
    return turns.turn_of(turn["role"], content)


def _add_part(typed: Initial, pressed: QueryDict) -> None:
    for index in _found(typed["turns"], pressed.get("add_part", "")):
        typed["turns"][index]["parts"].append(turns.blank_part())


def _remove_part(typed: Initial, pressed: QueryDict) -> None:
    """As "1.0": the first attachment of the second turn."""
    turn, _, part = pressed.get("remove_part", "").partition(".")
    for index in _found(typed["turns"], turn):
        parts = typed["turns"][index]["parts"]
        for each in _found(parts, part):
            del parts[each]


def _add_tool(typed: Initial, pressed: QueryDict) -> None:
    typed["tools"].append(tools.fresh(pressed.get("new_tool", "")))


def _remove_tool(typed: Initial, pressed: QueryDict) -> None:
    for index in _found(typed["tools"], pressed.get("remove_tool", "")):
        del typed["tools"][index]


def _found(rows: list[Any], place: str) -> list[int]:
    """The one index, or none where there is no such row."""
    return [index for index in range(len(rows)) if str(index) == place]


CHANGES: Mapping[str, Callable[[Initial, QueryDict], None]] = {
    "add": _add_turn,
    "remove": _remove_turn,
    "retype": _retype_turn,
    "add_part": _add_part,
    "remove_part": _remove_part,
    "add_tool": _add_tool,
    "remove_tool": _remove_tool,
}
