"""A request's body from the form's values, and a body taken apart into them again: nothing is lost either way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from betas.playground import options
from betas.playground.holds import BLANKS, is_count, is_line, is_number, is_object, is_text
from betas.playground.reading import written
from betas.playground.tools import tools_of
from betas.playground.turns import blank, turns_of

LONGEST_MODEL = 128
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the body: `write` makes it of clean values, `read` initial values of it; None for none."""

    write: Callable[[Values], Any]
    read: Callable[[Any], dict[str, Any] | None]


def _plain(name: str, fits: Callable[[object], bool]) -> Field:
    return Field(lambda values: values.get(name), lambda value: {name: value} if fits(value) else None)


def _rows(name: str, rows_of: Callable[[object], Any]) -> Field:
    def read(value: object) -> dict[str, Any] | None:
        rows = rows_of(value)
        return None if rows is None else {name: rows}

    return Field(lambda values: values.get(name), read)


FIELDS: Mapping[str, Field] = {
    "model": _plain("model", lambda value: is_line(value, LONGEST_MODEL)),
    "max_tokens": _plain("max_tokens", is_count),
    "system": _plain("system", is_text),
    "messages": _rows("turns", turns_of),
    "tools": _rows("tools", tools_of),
    "tool_choice": Field(options.tool_choice, options.tool_choice_of),
    "thinking": Field(options.thinking, options.thinking_of),
    "stop_sequences": Field(lambda values: values.get("stop_sequences"), options.stop_sequences_of),
    "metadata": Field(
        lambda values: {"user_id": values["user_id"]} if values.get("user_id") else None,
        lambda value: dict(value) if is_object(value, user_id=is_line) else None,
    ),
    "temperature": _plain("temperature", is_number),
    "top_p": _plain("top_p", is_number),
    "top_k": _plain("top_k", is_number),
    "stream": Field(
        lambda values: values.get("stream") or None, lambda value: {"stream": True} if value is True else None
    ),
}
# The form's initial values for a body without a single field.
EMPTY: Mapping[str, Any] = {
    "model": None, "max_tokens": None, "system": None, "tools": [], "tool_choice": "", "chosen_tool": "",
    "one_tool": False, "thinking": "", "budget_tokens": None, "stop_sequences": "", "user_id": None,
    "temperature": None, "top_p": None, "top_k": None, "stream": False, "further": "",
}  # fmt: skip


def stated(values: Values) -> dict[str, Any]:
    """What the form's own controls say, where they are not left empty."""
    made = {name: field.write(values) for name, field in FIELDS.items()}
    return {name: value for name, value in made.items() if value not in BLANKS and value is not False}


def assembled(values: Values) -> dict[str, Any]:
    return {**stated(values), **(values.get("further") or {})}


def taken_apart(body: Mapping[str, Any]) -> dict[str, Any]:
    """The form's initial values; what no control can hold as it is stays among the further fields."""
    rest = dict(body)
    values: dict[str, Any] = {**EMPTY, "turns": [blank()]}
    for name in FIELDS.keys() & rest.keys():
        if (read := FIELDS[name].read(rest[name])) is not None:
            values |= read
            del rest[name]
    return {**values, "further": written(rest) if rest else ""}
