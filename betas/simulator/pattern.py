"""A text that matches a regular expression of JSON Schema: made from the expression, never found by trying it."""

import re
from dataclasses import dataclass

COUNTED = re.compile(r"\{(\d+)(,(\d*))?\}")
DIGITS, LETTERS, SPACE = "1234567890", "abcdefghijklmnopqrstuvwxyz", " \t"
WORD = LETTERS + LETTERS.upper() + DIGITS + "_"
PRINTABLE = WORD + " -.,:;!?@#$%&*()[]{}<>/+='\"~^|`\\"
CLASSES = {"d": DIGITS, "w": WORD, "s": SPACE}
CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
MOST_REPEATS = 1000


def matching(pattern: str, extra: int = 0, nth: int = 0) -> str:
    """A text for `pattern`; each unbounded repeat goes `extra` times over its least, `nth` picks other characters.

    Raises ValueError for some of the texts that are no expression.
    """
    return _Reader(pattern, extra, nth).alternatives()


@dataclass(slots=True)
class _Reader:
    pattern: str
    extra: int
    nth: int
    at: int = 0

    def take(self) -> str:
        """The next character, empty at the end."""
        char = self.pattern[self.at : self.at + 1]
        self.at += 1
        return char

    def skip(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def alternatives(self) -> str:
        """The first of the alternatives up to the end or the closing bracket."""
        options = [self.sequence()]
        while self.skip("|"):
            options.append(self.sequence())
        return options[0]

    def sequence(self) -> str:
        made = ""
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            made += self.repeated(self.atom())
            made = made[:MOST_REPEATS]
        return made

    def atom(self) -> str:
        match self.take():
            case "^" | "$":
                return ""
            case ".":
                return self.pick(WORD)
            case "[":
                return self.pick(self.members())
            case "(":
                return self.group()
            case "\\":
                return self.pick(self.escaped())
            case char:
                return char

    def group(self) -> str:
        silent = any(self.skip(mark) for mark in ("?=", "?!", "?<=", "?<!"))
        if self.skip("?P<") or self.skip("?<"):
            self.at = self.pattern.index(">", self.at) + 1
        self.skip("?:")
        made = self.alternatives()
        self.skip(")")
        return "" if silent else made

    def escaped(self) -> str:
        """The characters an escape stands for; none for a word boundary."""
        char = self.take()
        if char.lower() in CLASSES:
            members = CLASSES[char.lower()]
            return members if char.islower() else _others(members)
        if char in ("u", "x"):
            digits = self.pattern[self.at : self.at + (4 if char == "u" else 2)]
            self.at += len(digits)
            return chr(int(digits, 16))
        return "" if char in ("b", "B", "A", "Z") else CONTROLS.get(char, char)

    def members(self) -> str:
        negated = self.skip("^")
        found, last = "", ""
        while self.at < len(self.pattern) and not (self.skip("]") and (found or negated)):
            if self.skip("-") and last and self.pattern[self.at : self.at + 1] != "]":
                end = (self.escaped() if self.skip("\\") else self.take()) or last
                found += "".join(map(chr, range(ord(last) + 1, min(ord(end), ord(last) + 128) + 1)))
                last = ""
                continue
            last = self.escaped() if self.skip("\\") else self.take()
            found += last
            last = last if len(last) == 1 else ""
        return _others(found) if negated else found

    def pick(self, members: str) -> str:
        return members[self.nth % len(members)] if members else ""

    def repeated(self, made: str) -> str:
        least, most = self.bounds()
        self.skip("?")
        return made * min(least + self.extra if most is None else min(most, least + self.extra), MOST_REPEATS)

    def bounds(self) -> tuple[int, int | None]:
        """How often the atom before stands at least and at most."""
        for mark, bounds in {"*": (0, None), "+": (1, None), "?": (0, 1)}.items():
            if self.skip(mark):
                return bounds
        found = COUNTED.match(self.pattern, self.at)
        if not found:
            return 1, 1
        self.at = found.end()
        least, comma, most = found.groups()
        return int(least), (int(most) if most else None) if comma else int(least)


def _others(members: str) -> str:
    return "".join(char for char in PRINTABLE if char not in members)
