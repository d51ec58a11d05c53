"""Characters that nobody sees for what they are: controls, bidirectional marks, lone surrogates."""

import re
from collections.abc import Callable

NOT_ASCII = re.compile(r"[^ -~]")
# Joiners are what emoji and some scripts are made with.
SEEN = frozenset("\u200c\u200d")


def shown(text: str, escape: Callable[[str], str]) -> str:
    """`text` with each hidden character as `escape` writes it."""
    return NOT_ASCII.sub(lambda found: escape(found[0]) if _hidden(found[0]) else found[0], text)


def utf16(character: str) -> str:
    r"""`\uXXXX`, twice for what lies beyond the first plane: as JSON, Java, C# and JavaScript escape."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _hidden(character: str) -> bool:
    return not character.isprintable() and character not in SEEN
