"""What an error body says, however deep gateways wrapped it."""

import json
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 200_000
WRAPPINGS = 3
NOTHING = {"None", "<nil>", "null"}


@dataclass(frozen=True, slots=True)
class Told:
    """The innermost message, type and error code, and the whole text they came in."""

    message: str
    type: str
    code: str
    whole: str


def read(body: bytes | str) -> Told:
    """Unwraps JSON that stands in strings, up to three levels. A text that is no JSON is its own message."""
    whole = (body.decode("utf-8", "replace") if isinstance(body, bytes) else body)[:LONGEST_TEXT]
    message, kind, code = whole, "", ""
    for _ in range(1 + WRAPPINGS):
        inner = _error_in(message)
        if inner is None:
            break
        message, kind, code = inner[0], inner[1] or kind, inner[2] or code
    return Told(message, kind, code, whole)


def _error_in(text: str) -> tuple[str, str, str] | None:
    """Message, type and code of the first JSON object in the text, None where there is none or it has no message."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    error = found.get("error", found)
    if isinstance(error, str):
        return error, _text(found, "type"), ""
    if not isinstance(error, dict):
        return None
    message = _text(error, "message") or _text(error, "Message") or _text(error, "detail")
    details = error.get("details")
    code = _text(details, "error_code") if isinstance(details, dict) else ""
    return (message, _text(error, "type"), code) if message else None


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) and found not in NOTHING else ""
