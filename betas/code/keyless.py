"""Texts without the secrets that people leave in them: JSON stays JSON, and all that is no secret stays to the byte."""

import json
import re
from collections.abc import Iterator

from betas.code import naming, shapes
from betas.code.naming import NO_KEY

__all__ = ["NO_KEY", "keyless"]

# `password=` with the fewest characters of a value.
SHORTEST = 10
# In JSON, a character that is written as its number may be any of them.
ESCAPED = "\\u00"
# One of these stands in whatever is looked for, and is found in a tenth of the time.
HINTS: dict[str, tuple[str, ...]] = {**naming.HINTS, **shapes.HINTS, ESCAPED: ()}

STRING = re.compile(r'"(?:[^"\\]|\\.)*+"')
# A name is followed by its value, or, as in lists of headers and variables, by a member that is called so.
COLON = re.compile(r'\s*(?:,\s*"value"\s*)?:\s*')
DECODER = json.JSONDecoder()
# What is longer is no schema of a password, and schemas inside each other are read once a level.
LONGEST_SCHEMA = 20_000

# Values as programs, headers, shells and files write them: in quotes, or a word, of which the beginning says enough.
SEPARATOR = re.compile("[:=]")
LONGEST_NAME = 40
WORD = r"(?:&(?![\w-]{1,64}=)|[^\s\"'`,;}\\&])"
VALUE = re.compile(
    r"[=>]{0,2}\s{0,8}(?!\[key removed\])"
    r"(?:(?P<open>\\{0,8}[\"'])(?:(?i:bearer|basic)\s{1,8})?(?P<said>(?:(?!(?P=open))(?:\\[^\n]|[^\\\n])){1,8192})"
    rf"|(?:(?i:bearer|basic)\s{{1,8}}(?!\[key removed\]))?(?P<word>{WORD}{{1,128}}))"
)
REST = re.compile(f"{WORD}*+")


def keyless(text: str) -> tuple[str, int]:
    """The text with each secret replaced by NO_KEY, and how many there were."""
    if not _may_hold_one(text):
        return text, 0
    return _json(text) if _is_json(text) else _plain(text)


def _may_hold_one(text: str) -> bool:
    if len(text) < SHORTEST:
        return False
    lower = text.lower()
    return any(hint in lower and (not more or any(each in lower for each in more)) for hint, more in HINTS.items())


def _is_json(text: str) -> bool:
    """Whether it is an object or a list, whole and no deeper than Python goes."""
    if not text.lstrip(" \t\r\n").startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _json(text: str) -> tuple[str, int]:
    """Of a member whose name is that of a secret the whole value goes; all other texts are looked through."""
    pieces, at, count = list[str](), 0, 0
    while token := STRING.search(text, at):
        shown, removed = _string(token[0])
        pieces += [text[at : token.start()], shown]
        at, count = token.end(), count + removed
        if span := _secret_member(token[0], text, at):
            pieces += [text[at : span[0]], f'"{NO_KEY}"']
            at, count = span[1], count + 1
    return "".join([*pieces, text[at:]]), count


def _string(token: str) -> tuple[str, int]:
    if not _may_hold_one(token):
        return token, 0
    shown, removed = keyless(_said(token))
    is_ascii = token.isascii() or "\\u" in token
    return (json.dumps(shown, ensure_ascii=is_ascii), removed) if removed else (token, 0)


def _said(token: str) -> str:
    said: str = json.loads(token) if "\\" in token else token[1:-1]
    return said


def _secret_member(token: str, text: str, at: int) -> tuple[int, int] | None:
    """Where the value lies of the member that `token`, ending at `at`, is the name of; None where it is no secret."""
    colon = COLON.match(text, at)
    if not colon or not naming.is_name(name := _said(token)[-LONGEST_NAME:]):
        return None
    start = colon.end()
    if naming.is_only_token(name) and text[start] != '"':
        return None
    value, end = DECODER.raw_decode(text, start)
    is_long = text[start] == "{" and end - start > LONGEST_SCHEMA
    return (start, end) if is_long or naming.is_secret(name, value) else None


def _plain(text: str) -> tuple[str, int]:
    pieces, at, count = list[str](), 0, 0
    for start, end, shown in _named(text):
        pieces += [text[at:start], shown]
        at, count = end, count + 1
    shown, removed = shapes.without("".join([*pieces, text[at:]]))
    return shown, count + removed


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """Where in a text the values of named secrets lie, and what stands for each."""
    at = 0
    for separator in SEPARATOR.finditer(text):
        start = separator.start()
        if start < at or not (before := _named_before(text[max(at, start - LONGEST_NAME) : start])):
            continue
        name, quote = before
        value = VALUE.match(text, separator.end())
        if not value:
            continue
        if said := value["said"]:
            if naming.is_secret_in_quotes(name, said, may_be_code=not quote):
                yield *value.span("said"), NO_KEY
                at = value.end()
        elif naming.is_secret_word(name, value["word"], may_be_prose=separator[0] == ":" and not quote):
            rest = REST.match(text, value.end())
            at = rest.end() if rest else value.end()
            # After a name in quotes it is a value of JSON, such as a number.
            yield value.start("word"), at, f"{quote}{NO_KEY}{quote}"


def _named_before(text: str) -> tuple[str, str] | None:
    """The name at the end of a text and its closing quote; None where it is not that of a secret."""
    name = (quoted := text.rstrip()).rstrip("\"'\\")
    return (name, quoted[len(name) :]) if naming.is_name(name) else None
