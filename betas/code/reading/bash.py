"""Words of a bash command line: quotes and escapes undone, nothing expanded, nothing run."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from betas.code.reading.value import Unreadable, bounded, few

PIECE = re.compile(
    r"""(?P<blank>(?:[ \t\r]++|\\\r?\n)++)
    |(?P<comment>(?<![^\s])\#[^\n]*)
    |(?P<heredoc><<-?[ \t]*(?P<q>['"]?)(?P<end>\w+)(?P=q))
    |(?P<sign>\n|\|\||&&|[0-9]?>>?&?[0-9-]?|[;|&<()])
    |(?P<single>'[^']*+(?:'\\''[^']*+)*+')
    |(?P<ansi>\$'(?:[^'\\]++|\\.)*+')
    |(?P<printed>"\$\([ \t]*+cat[ \t]*+<<-?[ \t]*+(?P<r>['"]?)(?P<last>\w+)(?P=r)[ \t]*+\n)
    |(?P<double>"(?:[^"\\]++|\\.)*+")
    |(?P<escape>\\.)
    |(?P<plain>[^\s'"\\`;|&<>()$]+|\$)""",
    re.DOTALL | re.VERBOSE,
)
PRINTED_END = re.compile(r'\s*+\)"')
IN_DOUBLE = re.compile(r"\\([$`\"\\])")
IN_ANSI = re.compile(
    rb"\\(?:([abeEfnrtv\\'\"?])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.))",
    re.DOTALL,
)
LETTERS = {
    b"a": b"\a", b"b": b"\b", b"e": b"\x1b", b"E": b"\x1b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t",
    b"v": b"\v",
}  # fmt: skip


@dataclass(slots=True)
class Command:
    """One command: its words, what it reads, and whether its output goes elsewhere."""

    words: list[str] = field(default_factory=list)
    reads: str | None = None
    piped: bool = False
    redirected: bool = False


def commands(text: str) -> list[Command]:
    """In order. Raises Unreadable for a quote that does not end, or a command inside the command."""
    found, skip = [Command()], False
    parts: list[str] = []
    for kind, piece in (*bounded(_pieces(text)), ("sign", "\n")):
        if kind in UNDONE:
            parts.append(UNDONE[kind](piece))
            continue
        if parts and not skip:
            found[-1].words.append("".join(parts))
        skip = skip and not parts
        parts.clear()
        if kind == "heredoc":
            found[-1].reads = piece
        elif kind == "sign" and (">" in piece or piece == "<"):
            found[-1].redirected, skip = True, "&" not in piece
        elif kind == "sign":
            found[-1].piped = piece == "|"
            found.append(Command())
    return _fed([command for command in found if command.words])


def _fed(found: list[Command]) -> list[Command]:
    """What printf and echo hand on is what the next one reads."""
    for one, following in itertools.pairwise(found):
        if one.piped and one.words[0] in ("printf", "echo") and len(one.words) > 1:
            following.reads = one.words[-1]
    return found


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    at, waiting = 0, ""
    while at < len(text):
        match = PIECE.match(text, at)
        if match is None:
            raise Unreadable(trouble("`" if '"$(' in text else text[at]))
        at, kind = match.end(), match.lastgroup or ""
        if match["heredoc"]:
            waiting = match["end"]
            continue
        if match["printed"]:
            at, body = _printed(text, at, match["last"])
            yield "printed", body
            continue
        if waiting and match[0] == "\n":
            at, body = _here(text, at, waiting)
            waiting = ""
            yield "heredoc", body
        if match[0] in ("(", ")"):
            raise Unreadable(trouble("`"))
        yield kind, match[0]


def _here(text: str, at: int, end: str) -> tuple[int, str]:
    last = re.compile(rf"^\t*{end}$", re.MULTILINE).search(text, at)
    if last is None:
        raise Unreadable(_("The text after << does not end: its last line %(end)s is missing.") % {"end": end[:50]})
    return last.end(), text[at : last.start()]


def _printed(text: str, at: int, end: str) -> tuple[int, str]:
    """What cat prints of the lines up to `end`, as "$(…)" takes it: without line ends behind it."""
    at, body = _here(text, at, end)
    closed = PRINTED_END.match(text, at)
    if closed is None:
        raise Unreadable(trouble("`"))
    return closed.end(), body.rstrip("\n")


def trouble(sign: str) -> str:
    if sign == "`":
        return _("There is a command inside the command. It is not run: put in what it gives.")
    return _("A quotation mark is opened and not closed.")


def _ansi(piece: str) -> str:
    return IN_ANSI.sub(_byte, few(piece, "\\")[2:-1].encode("utf-8", "replace")).decode("utf-8", "replace")


def _byte(match: re.Match[bytes]) -> bytes:
    letter, octal, hexadecimal, short, long, control = match.groups()
    if letter:
        return LETTERS.get(letter, letter)
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal:
        return bytes([int(hexadecimal, 16)])
    if control:
        return bytes([control[0] & 0x1F])
    number = int(short or long, 16)
    return chr(number).encode("utf-8", "replace") if number <= 0x10FFFF else b"?"


UNDONE: dict[str, Callable[[str], str]] = {
    "single": lambda piece: piece[1:-1].replace(r"'\''", "'"),
    "printed": lambda piece: piece,
    "double": lambda piece: IN_DOUBLE.sub(r"\1", piece[1:-1].replace("\\\n", "")),
    "ansi": _ansi,
    "escape": lambda piece: piece[1:],
    "plain": lambda piece: piece,
}
