"""What an error body says, however deep gateways and logs wrapped it, and however often they tried."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

LONGEST_TEXT = 200_000
LONGEST_REPR, DEEPEST_REPR = 20_000, 40
WRAPPINGS = 3
MOST_STARTS = 8
MOST_READINGS, MOST_LINES, MOST_LISTED, DEEPEST = 40, 4000, 20, 12
# A long text is a log: of its lines of JSON only those with one of these words are read.
LONG = 20_000
BETA = "beta"
TELLING = ("rror", BETA, "permitted", "xception", "efused", "ailed")
# How wide terminals are.
NARROWEST, WIDEST = 40, 250
NOTHING = {"None", "<nil>", "null"}
# Where gateways put the error they were given, the innermost first; then where an object says something itself.
INSIDE = ("error", "detail", "errors", "response", "body")
SAYING = (
    "message", "Message", "msg", "errorMessage", "error_message", "detail", "error", "body", "response", "log",
)  # fmt: skip
RAW = "raw"
# Terminals of a kind break lines of JSON, even inside of its strings.
DECODER = json.JSONDecoder(strict=False)
OBJECT = re.compile(r"\{\s*\"")
WORDS = re.compile(r"[^\W\d_]{2}")


class Said(NamedTuple):
    """One message, with the type and the error code that stand nearest to it."""

    message: str
    type: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The innermost message, type and error code, and the whole text they came in."""

    message: str
    type: str
    code: str
    whole: str


def read(body: bytes | str) -> Told:
    """The likeliest of its readings."""
    return readings(body)[0]


def readings(body: bytes | str) -> tuple[Told, ...]:
    """What the text may say, the likeliest first: at least one, at most MOST_READINGS.

    JSON that stands in strings is unwrapped, up to three levels, with words around it or none: the last object before
    those above it, inside one the innermost error first, then what its wrapping says. A text without is its own.
    """
    whole = (body.decode("utf-8", "replace") if isinstance(body, bytes) else body)[:LONGEST_TEXT]
    found = list(dict.fromkeys(islice(_read(whole.replace("\\`", "`")), MOST_LINES)))
    if len(found) > MOST_READINGS:
        found.sort(key=lambda said: BETA not in said.message)
    return tuple(Told(said.message, said.type, said.code, whole) for said in found[:MOST_READINGS])


def _read(text: str) -> Iterator[Said]:
    for each in (text, *_unwrapped(text)):
        yield from _innermost(Said(each), 1 + WRAPPINGS)


def _unwrapped(text: str) -> Iterator[str]:
    """As it was before a terminal broke its lines at the width, in the middle of words too."""
    lines = text.splitlines() if len(text) <= LONG else []
    width = max(map(len, lines[:-1]), default=0)
    if NARROWEST <= width <= WIDEST:
        yield "".join(line + _end(line, width) for line in lines)


def _end(line: str, width: int) -> str:
    """A space at the end of a full line is not shown."""
    return "" if len(line) == width else " " if len(line) == width - 1 else "\n"


def _innermost(said: Said, levels: int) -> Iterator[Said]:
    objects, around = _objects(said.message) if levels and "{" in said.message else ([], "")
    inner = [each for found in reversed(objects) for each in _errors(found)]
    for each in inner:
        yield from _innermost(Said(each.message, each.type or said.type, each.code or said.code), levels - 1)
    if not inner:
        yield said
    elif WORDS.search(around):
        yield Said(around, said.type, said.code)


def _objects(text: str) -> tuple[list[Any], str]:
    """The objects that stand in a text, plain, escaped as in logs, or as Python prints them; and the words around."""
    found, around = _plain(text)
    if '{\\"' in around:
        escaped, around = _plain(around.replace('\\"', '"'))
        found += escaped
    return _printed(found, around)


def _plain(text: str) -> tuple[list[Any], str]:
    found, around = list[Any](), list[str]()
    at = end = failed = 0
    while failed < MOST_STARTS and (start := OBJECT.search(text, at)):
        if len(text) > LONG and (dull := _dull(text, start.start())):
            around.append(text[end : start.start()])
            at = end = dull
            continue
        try:
            value, at = DECODER.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            at, failed = start.start() + 1, failed + 1
        else:
            found.append(value)
            around.append(text[end : start.start()])
            end = at
    return found, " ".join([*around, text[end:]])


def _dull(text: str, start: int) -> int:
    """The end of a line that is one object and tells of no error; 0 of any other."""
    line = text[start : text.find("\n", start) + 1]
    return 0 if not line.endswith("}\n") or any(word in line for word in TELLING) else start + len(line)


def _printed(found: list[Any], around: str) -> tuple[list[Any], str]:
    """What the Python SDK puts into its exceptions: `Error code: 400 - {'type': 'error', …}`, one a line unless a
    terminal broke it."""
    if "{'" not in around:
        return found, around
    lines = [line for line in around.splitlines() if "{'" in line][-MOST_STARTS:]
    printed = [piece for line in lines if (piece := _piece(line))] or [piece for piece in [_piece(around)] if piece]
    for text, _ in printed:
        around = around.replace(text, " ")
    return [*found, *(value for _, value in printed)], around


def _piece(text: str) -> tuple[str, Any] | None:
    piece = text[text.find("{'") : text.rfind("}") + 1]
    if not piece.startswith("{'") or len(piece) > LONGEST_REPR or piece.count("{") + piece.count("[") > DEEPEST_REPR:
        return None
    try:
        return piece, ast.literal_eval(piece.replace("\n", " "))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _errors(found: Any, kind: str = "", code: str = "", levels: int = DEEPEST) -> Iterator[Said]:
    """Goes inwards as long as an object holds the error it was given; the innermost type and code count."""
    if not isinstance(found, dict) or not levels:
        return
    kind, code = _text(found, "type") or kind, _code(found) or code
    for name in INSIDE:
        inner = found.get(name)
        for each in inner[:MOST_LISTED] if isinstance(inner, list) else ():
            yield from [Said(each, kind, code)] if isinstance(each, str) else _errors(each, kind, code, levels - 1)
        if isinstance(inner, dict):
            yield from _errors(inner, kind, code, levels - 1)
    yield from (Said(message, kind, code) for message in _own(found))


def _own(found: dict[str, Any]) -> Iterator[str]:
    """Routers keep what the provider said beside their own sentence."""
    metadata = found.get("metadata")
    if isinstance(metadata, dict) and (raw := _text(metadata, RAW)):
        yield raw
    yield from (_located(found, said) for name in SAYING if (said := _text(found, name)))


def _located(found: dict[str, Any], said: str) -> str:
    """A validator's entry names the place apart from the message."""
    place = found.get("loc")
    if not isinstance(place, list):
        return said
    return ".".join(str(step) for step in place if step != "body") + f": {said}"


def _code(found: dict[str, Any]) -> str:
    details = found.get("details")
    return _text(details, "error_code") if isinstance(details, dict) else ""


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) and found not in NOTHING else ""
