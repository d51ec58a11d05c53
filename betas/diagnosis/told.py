"""What an error body says, however deep gateways and logs wrapped it."""

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 200_000
LONGEST_REPR, DEEPEST_REPR = 20_000, 40
WRAPPINGS = 3
MOST_STARTS = 8
NOTHING = {"None", "<nil>", "null"}
# Where gateways put the error they were given, the innermost first; then where an object says something itself.
INSIDE = ("error", "detail", "errors", "response", "body")
SAYING = ("message", "Message", "msg", "errorMessage", "error_message", "detail", "error")
RAW = "raw"


@dataclass(frozen=True, slots=True)
class Told:
    """The innermost message, type and error code, and the whole text they came in."""

    message: str
    type: str
    code: str
    whole: str


def read(body: bytes | str) -> Told:
    """Unwraps JSON that stands in strings, up to three levels, with words around it or none. A text without is its own
    message."""
    whole = (body.decode("utf-8", "replace") if isinstance(body, bytes) else body)[:LONGEST_TEXT]
    message, kind, code = whole, "", ""
    for _ in range(1 + WRAPPINGS):
        inner = next(_errors_in(message), None)
        if inner is None:
            break
        message, kind, code = inner[0], inner[1] or kind, inner[2] or code
    return Told(message, kind, code, whole)


def _errors_in(text: str) -> Iterator[tuple[str, str, str]]:
    """Message, type and code of each object in the text that has a message: plain, escaped as in logs, or as Python
    prints it."""
    for found in (*_objects(text), *_objects(text.replace('\\"', '"') if '{\\"' in text else ""), *_printed(text)):
        if error := _error(found, "", ""):
            yield error


def _objects(text: str) -> Iterator[Any]:
    start = -1
    for _ in range(MOST_STARTS):
        start = text.find("{", start + 1)
        if start < 0:
            return
        try:
            yield json.JSONDecoder().raw_decode(text, start)[0]
            return
        except (ValueError, RecursionError):
            continue


def _printed(text: str) -> Iterator[Any]:
    """What the Python SDK puts into its exceptions: `Error code: 400 - {'type': 'error', …}`."""
    piece = text[text.find("{'") : text.rfind("}") + 1]
    if piece.startswith("{'") and len(piece) <= LONGEST_REPR and piece.count("{") + piece.count("[") <= DEEPEST_REPR:
        try:
            yield ast.literal_eval(piece)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return


def _error(found: Any, kind: str, code: str) -> tuple[str, str, str] | None:
    """Goes inwards as long as an object holds the error it was given; the innermost type and code count."""
    if not isinstance(found, dict):
        return None
    kind, code = _text(found, "type") or kind, _code(found) or code
    for name in INSIDE:
        inner = found.get(name)
        inner = inner[0] if isinstance(inner, list) and inner else inner
        if told := _error(inner, kind, code):
            return told
    said = next((said for name in SAYING if (said := _text(found, name))), "")
    message = _raw(found) or _located(found, said)
    return (message, kind, code) if message else None


def _raw(found: dict[str, Any]) -> str:
    """Routers keep what the provider said beside their own sentence."""
    metadata = found.get("metadata")
    return _text(metadata, RAW) if isinstance(metadata, dict) else ""


def _located(found: dict[str, Any], said: str) -> str:
    """A validator's entry names the place apart from the message."""
    place = found.get("loc")
    if not said or not isinstance(place, list):
        return said
    return ".".join(str(step) for step in place if step != "body") + f": {said}"


def _code(found: dict[str, Any]) -> str:
    details = found.get("details")
    return _text(details, "error_code") if isinstance(details, dict) else ""


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) and found not in NOTHING else ""
