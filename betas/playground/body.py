"""A request's body from the form's values, and a stored body taken apart into them again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

LONGEST_MODEL = 128
LARGEST = 2**31 - 1


class Turn(TypedDict):
    role: str
    text: str


ROLES = ("user", "assistant")
BLANK = Turn(role="user", text="")


def assembled(stated: Mapping[str, Any], turns: Sequence[Turn], further: Mapping[str, Any]) -> dict[str, Any]:
    """What the form states where it is not left empty, then its turns, then the further fields."""
    body = {name: value for name, value in stated.items() if value not in (None, "")}
    if turns:
        body["messages"] = [{"role": turn["role"], "content": turn["text"]} for turn in turns]
    return {**body, **further}


def taken_apart(body: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values; what no field of the form can hold as it is stays among the further fields."""
    rest = dict(body)
    values: dict[str, Any] = {"stream": rest.pop("stream", False) is True}
    for name, fits in (("model", _is_model), ("max_tokens", _is_count), ("system", _is_text)):
        values[name] = rest.pop(name) if fits(rest.get(name)) else None
    turns = _turns(rest.get("messages"))
    if turns:
        del rest["messages"]
    return {**values, "turns": turns or [BLANK], "further": written(rest) if rest else ""}


def written(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, indent=2, ensure_ascii=False)


def _is_model(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() and 0 < len(value) <= LONGEST_MODEL


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\x00" not in value


def _turns(messages: object) -> list[Turn]:
    """Empty unless every message is a role and a text and nothing else."""
    if not isinstance(messages, list) or not all(_is_plain(message) for message in messages):
        return []
    return [Turn(role=message["role"], text=message["content"]) for message in messages]


def _is_plain(message: object) -> bool:
    if not isinstance(message, dict) or message.keys() != {"role", "content"}:
        return False
    return message["role"] in ROLES and _is_text(message["content"])
