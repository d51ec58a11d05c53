"""How text stands in source: for a shell, in single quotes, as escaped JSON, and what nobody sees made visible."""

import json
import re
from collections.abc import Callable

NOT_ASCII = re.compile(r"[^ -~]")
# Joiners are what emoji and some scripts are made with.
SEEN = frozenset("\n\u200c\u200d")
PLAIN_WORD = re.compile(r"[A-Za-z0-9@%+=:,./_-]+\Z")
# Linux takes no single argument of 128 KiB; printf is part of the shell and has no such bound.
LONGEST_ARGUMENT = 100_000


def shown(text: str, escape: Callable[[str], str]) -> str:
    """`text` with each hidden character (control, bidirectional mark, lone surrogate) as `escape` writes it."""
    return NOT_ASCII.sub(lambda found: escape(found[0]) if hidden(found[0]) else found[0], text)


def hidden(character: str) -> bool:
    return not character.isprintable() and character not in SEEN


def utf16(character: str) -> str:
    r"""`\uXXXX`, twice for what lies beyond the first plane: as JSON, Java, C# and JavaScript escape."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def code_point(character: str) -> str:
    r"""`\uXXXX`, or `\UXXXXXXXX` for what lies beyond the first plane: as Python and Go escape."""
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


def double_quoted(text: str, escape: Callable[[str], str] = utf16) -> str:
    """A string literal of the languages that escape as JSON does."""
    return shown(json.dumps(text, ensure_ascii=False), escape)


def single_quoted(text: str) -> str:
    """A string literal of Ruby and PHP, in which nothing else is special."""
    return "'" + text.replace("\\", r"\\").replace("'", r"\'") + "'"


def word(text: str) -> str:
    """One word of bash. What does not print stands as its bytes in octal, between $'…'."""
    if PLAIN_WORD.match(text):
        return text
    return shown("'" + text.replace("'", r"'\''") + "'", lambda character: f"'$'{_octal(character)}''")


def _octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode())


def continued(words: list[str]) -> str:
    """One command over several lines."""
    return " \\\n  ".join(words) + "\n"
