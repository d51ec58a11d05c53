"""A JSON value as nested literals, on one line where it fits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 88


@dataclass(frozen=True, slots=True)
class Notation:
    """How a language writes values: what is no container, one pair of a mapping, the brackets, the step inwards."""

    scalar: Callable[[Any], str]
    pair: Callable[[str, str], str]
    mapping: tuple[str, str] = ("{", "}")
    sequence: tuple[str, str] = ("[", "]")
    padding: str = ""
    indent: int = 4

    def value(self, value: Any, depth: int = 0) -> str:
        """`value` as it stands `depth` steps inwards; the first line is not indented."""
        if isinstance(value, Mapping):
            items = (self.pair(key, self.value(inner, depth + 1)) for key, inner in value.items())
            return self.enclosed(self.mapping, items, depth, self.padding)
        if isinstance(value, list | tuple):
            return self.enclosed(self.sequence, (self.value(inner, depth + 1) for inner in value), depth)
        return self.scalar(value)

    def enclosed(self, brackets: tuple[str, str], items: Iterable[str], depth: int, padding: str = "") -> str:
        """The items between brackets, each on a line of its own unless all of them fit on one."""
        pieces = list(items)
        inner = f"{padding}{', '.join(pieces)}{padding}" if pieces else ""
        fits = "\n" not in inner and len(inner) + depth * self.indent <= WIDTH
        return inner.join(brackets) if fits else self.block(brackets, pieces, depth)

    def block(self, brackets: tuple[str, str], items: Iterable[str], depth: int = 0) -> str:
        edge = "\n" + " " * (depth * self.indent)
        return "".join(f"{edge}{' ' * self.indent}{item}," for item in items).join((brackets[0], edge + brackets[1]))
