"""Literals of JavaScript, and of Python as it prints them, read without running anything."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.json_text import finite
from betas.code.reading.value import Unreadable, bounded, few
from betas.code.request import DEEPEST, inside

TOKEN = re.compile(
    r"""(?P<space>\s++|//[^\n]*+|\#[^\n]*+|/\*(?:.*?\*/|.*))
    |(?P<string>'(?:[^'\\]++|\\.)*+'|"(?:[^"\\]++|\\.)*+"|`(?:[^`\\]++|\\.)*+`)
    |(?P<number>0[xX][0-9a-fA-F_]{1,400}|(?:[0-9][0-9_]{0,400}(?:\.[0-9_]{0,400})?|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,9})?)n?
    |(?P<name>(?!\d)[\w$]++)
    |(?P<sign>\.\.\.|.)""",
    re.DOTALL | re.VERBOSE,
)
ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|(\r?\n)|(.))", re.DOTALL
)
LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "a": "\a"}
WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
ENDS = frozenset(",}]);")
CLOSING = {"{": "}", "[": "]", "(": ")"}
PAIRED = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")


class Unknown:
    """What no literal says: a variable, a call, a template with holes."""


UNKNOWN = Unknown()
MOST_NAMES = 50
MOST_NAMED = 1_000_000
Lookup = Callable[[str], Any]


def is_whole(value: Any) -> bool:
    """Whether nothing in it is unknown."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if one is UNKNOWN:
            return False
        waiting += inside(one)
    return True


class Named:
    """Values by name, each read once, and together no longer than a paste, however often they are used."""

    def __init__(self, read: Lookup) -> None:
        self.read = read
        self.values: dict[str, Any] = {}
        self.weights: dict[str, int] = {}
        self.left = MOST_NAMED

    def value(self, name: str) -> Any:
        if name not in self.values:
            self.values[name] = UNKNOWN
            if len(self.values) <= MOST_NAMES:
                self.values[name] = self.read(name)
            self.weights[name] = _weight(self.values[name])
        self.left -= self.weights.get(name, 1)
        return self.values[name] if self.left >= 0 else UNKNOWN


def _weight(value: Any) -> int:
    waiting, weight = [value], 0
    while waiting:
        one = waiting.pop()
        weight += 1 + (len(one) if isinstance(one, str | Mapping) else 0)
        waiting += inside(one)
    return weight


class Reader:
    """Reads values from `text` at `start`. Every method raises Unreadable where the text is no such thing."""

    def __init__(self, text: str, start: int, variable: Lookup = lambda name: UNKNOWN) -> None:
        self.tokens = bounded(_tokens(text, start))
        self.variable = variable
        self.kind, self.piece = "", ""
        self.step()

    def step(self) -> str:
        piece = self.piece
        self.kind, self.piece = next(self.tokens, ("end", ""))
        return piece

    def expect(self, sign: str) -> None:
        if not self.at(sign):
            raise Unreadable(_("Here is something that is no plain value: “%(what)s”.") % {"what": self.piece[:40]})
        self.step()

    def at(self, word: str) -> bool:
        return self.piece == word and self.kind != "string"

    def value(self, depth: int = 0) -> Any:
        """A value and what is done with it: text added to text stays text, anything else makes it unknown."""
        if depth > DEEPEST + 2:
            raise Unreadable(_("The body is nested deeper than %(most)s levels.") % {"most": DEEPEST})
        value = self.single(depth)
        while self.at("+") and isinstance(value, str):
            self.step()
            other = self.single(depth)
            value = value + other if isinstance(other, str) else UNKNOWN
        if self.ends():
            return value
        typed = self.at("as") or self.at("satisfies")
        self.skip()
        return value if typed else UNKNOWN

    def ends(self) -> bool:
        return self.kind == "end" or (self.kind == "sign" and self.piece in ENDS)

    def single(self, depth: int) -> Any:
        if self.kind == "string":
            return text_of(self.step())
        if self.kind == "number":
            return number_of(self.step())
        if self.at("{"):
            return self.mapping(depth)
        if self.at("["):
            return self.sequence(depth)
        if self.at("-"):
            self.step()
            return _negative(self.single(depth))
        return self.named()

    def named(self) -> Any:
        name = self.step() if self.kind == "name" else ""
        if name and self.ends():
            return WORDS[name] if name in WORDS else self.variable(name)
        self.skip()
        return UNKNOWN

    def mapping(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        self.expect("{")
        while not self.at("}"):
            made.update(self.entry(depth))
            if not self.at("}"):
                self.expect(",")
        self.step()
        return made

    def entry(self, depth: int) -> Iterator[tuple[str, Any]]:
        if self.at("..."):
            self.skip()
            return
        name = self.key()
        if self.at(":"):
            self.step()
            missing = self.kind == "name" and self.piece == "undefined"
            value = self.value(depth + 1)
            if not missing:
                yield name, value
        else:
            yield name, self.variable(name)

    def key(self) -> str:
        if self.at("["):
            self.step()
            name = str(self.single(0))
            self.expect("]")
            return name
        if self.kind not in ("string", "name", "number"):
            self.expect("}")
        return text_of(self.step()) if self.kind == "string" else self.step()

    def sequence(self, depth: int) -> list[Any]:
        made: list[Any] = []
        self.expect("[")
        while not self.at("]"):
            made.append(self.value(depth + 1))
            if not self.at("]"):
                self.expect(",")
        self.step()
        return made

    def skip(self) -> None:
        """Everything up to the comma or bracket that ends this value."""
        open_brackets: list[str] = []
        while self.kind != "end" and (open_brackets or not self.ends()):
            if self.kind == "sign" and self.piece in CLOSING:
                open_brackets.append(CLOSING[self.piece])
            elif open_brackets and self.at(open_brackets[-1]):
                open_brackets.pop()
            self.step()


def _tokens(text: str, at: int) -> Iterator[tuple[str, str]]:
    while match := TOKEN.match(text, at):
        at, kind = match.end(), match.lastgroup or ""
        if kind == "sign" and match[0] in "'\"`":
            raise Unreadable(_("A quotation mark is opened and not closed."))
        if kind != "space":
            yield kind, match[0]


def text_of(quoted: str) -> Any:
    """A template with something to fill in is unknown."""
    if quoted[0] == "`" and "${" in quoted:
        return UNKNOWN
    undone = ESCAPE.sub(_character, few(quoted, "\\")[1:-1])
    return PAIRED.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), undone)


def _character(match: re.Match[str]) -> str:
    *numbers, newline, letter = match.groups()
    digits = next((digits for digits in numbers if digits), "")
    if digits:
        return chr(int(digits, 16)) if int(digits, 16) <= 0x10FFFF else "\ufffd"
    return "" if newline else LETTERS.get(letter, letter)


def number_of(digits: str) -> int | float:
    """Raises Unreadable for one that no computer holds."""
    plain = digits.replace("_", "").removesuffix("n")
    if plain[:2] in ("0x", "0X"):
        return int(plain, 16)
    return int(plain) if plain.isdigit() else finite(plain)


def _negative(value: Any) -> Any:
    return -value if isinstance(value, int | float) and not isinstance(value, bool) else UNKNOWN


def text_fields(value: Any) -> dict[str, str]:
    """What of a mapping is text: a header whose value is unknown is a header without a value."""
    if not isinstance(value, Mapping):
        return {}
    return {name: inner if isinstance(inner, str) else "" for name, inner in value.items()}
