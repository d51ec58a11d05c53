"""Words of a command line for cmd and for PowerShell, as curl.exe then gets them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from betas.code.reading.value import Unreadable, bounded, few

CARET = re.compile(r"""\^\r?\n(\r?\n)?|\^(.)|("(?:[^"\\]++|\\.)*+(?:"|\\?\Z))|%%""", re.DOTALL)
ARGUMENT = re.compile(r"""\s*((?:[^\s"\\]++|\\+"?|"(?:[^"\\]++|""|\\.)*+")++)""", re.DOTALL)
QUOTED = re.compile(r'(\\+)(")|(\\+)|"((?:[^"\\]++|""|\\.)*+)"', re.DOTALL)
ESCAPED_QUOTE = re.compile(r'(\\*)\\"|""')
POWERSHELL = re.compile(
    r"""(?P<blank>(?:[ \t\r]++|`\r?\n)++)|(?P<end>[\n;|])
    |(?P<single>'(?:[^']++|'')*+')|(?P<double>"(?:[^"`]++|""|`.)*+")|(?P<escape>`.)|(?P<plain>[^\s'"`;|]+)""",
    re.DOTALL | re.VERBOSE,
)
BACKTICK = re.compile(r'`(.)|""', re.DOTALL)
LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}


def cmd(text: str) -> list[str]:
    """Carets undone as cmd does, then words as a program's own start-up code splits them. Raises Unreadable."""
    return [_argument(word) for word in bounded(_arguments(CARET.sub(_without_caret, few(text, '^"%\\')).strip()))]


def _arguments(line: str) -> Iterator[str]:
    at = 0
    while at < len(line):
        match = ARGUMENT.match(line, at)
        if match is None:
            raise Unreadable(_("A quotation mark is opened and not closed."))
        at = match.end()
        yield match[1]


def _without_caret(match: re.Match[str]) -> str:
    newline, character, quoted = match.groups()
    if match[0] == "%%":
        return "%"
    return quoted or character or ("\n" if newline else " ")


def _argument(text: str) -> str:
    """Backslashes count only before a quotation mark, and two of those within others are one."""
    return QUOTED.sub(_unquoted, text)


def _unquoted(match: re.Match[str]) -> str:
    before, quote, alone, inside = match.groups()
    if alone:
        return str(alone)
    if quote:
        return str(before[: len(before) // 2]) + quote
    return ESCAPED_QUOTE.sub(lambda found: (found[1] or "")[: len(found[1] or "") // 2] + '"', inside)


def powershell(text: str) -> list[str]:
    """The words up to the end of the first command. Raises Unreadable."""
    words: list[str] = []
    parts: list[str] = []
    for kind, piece in (*bounded(_pieces(text)), ("end", "")):
        if kind not in ("blank", "end"):
            parts.append(_undone(kind, piece))
        elif parts:
            words.append("".join(parts))
            parts.clear()
        if kind == "end" and words:
            break
    return words


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        match = POWERSHELL.match(text, at)
        if match is None:
            raise Unreadable(_("A quotation mark is opened and not closed."))
        at = match.end()
        yield match.lastgroup or "", match[0]


def _undone(kind: str, piece: str) -> str:
    if kind == "single":
        return piece[1:-1].replace("''", "'")
    if kind == "double":
        return BACKTICK.sub(lambda found: LETTERS.get(found[1], found[1]) if found[1] else '"', few(piece, '`"')[1:-1])
    return piece[1:] if kind == "escape" else piece
