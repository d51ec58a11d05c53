"""What is said about a request before it is sent, and repairs as data."""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from betas import header

IN_BODY = "anthropic_beta"
_GONE = object()


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Fix:
    """Names as given to add and remove, concrete paths of the body to set and unset. A name both removed and added
    is kept once."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    set: Mapping[str, Any] = field(default_factory=dict)
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` is one sentence, `path` concrete; an error always has a fix."""

    level: Level
    code: str
    message: str
    betas: tuple[str, ...] = ()
    path: str | None = None
    fix: Fix | None = None
    source: str = ""


def apply(
    fixes: Iterable[Fix], betas: Sequence[str] | str, body: Mapping[str, Any]
) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """The names and the body repaired, in whatever order the fixes come, settled or not: what one removes, no other
    adds again.

    `betas` are as lint got them, a list or a raw header. A list of names inside the body, as Amazon Bedrock takes it,
    is repaired too. Nothing given is changed.
    """
    fixes = list(fixes)
    names = header.as_written(betas) if isinstance(betas, str) else betas
    return _named(fixes, names), _mended(fixes, body)


def _named(fixes: Sequence[Fix], betas: Sequence[str], *, extend: bool = True) -> tuple[str, ...]:
    """A replacement takes the place of what it replaces, and gives way to a removal of the same; what is only added
    comes last, where `extend` says so."""
    dropped = {name for fix in fixes if not fix.add for name in fix.remove}
    fixes = [fix for fix in fixes if not fix.remove or not fix.add or not dropped.issuperset(fix.remove)]
    gone = dropped | {name for fix in fixes for name in fix.remove if name not in fix.add}
    instead = {name: fix.add for fix in fixes for name in fix.remove}
    names = [new for name in betas for new in instead.get(name, (name,))]
    names += [name for fix in fixes if extend for name in fix.add]
    added = {name for fix in fixes for name in fix.add}
    return tuple(_each(names, once=added, never=gone))


def _each(names: Iterable[str], *, once: Collection[str], never: Collection[str]) -> Iterator[str]:
    seen = set[str]()
    for name in names:
        if name not in never and not (name in once and name in seen):
            seen.add(name)
            yield name


def _mended(fixes: Sequence[Fix], body: Mapping[str, Any]) -> Mapping[str, Any]:
    named = IN_BODY in body and any(fix.add or fix.remove for fix in fixes)
    if not named and not any(fix.set or fix.unset for fix in fixes):
        return body
    mended = _Copy(body)
    if named:
        mended.put(IN_BODY, list(_named(fixes, names_in(body, IN_BODY), extend=False)))
    for path, value in (item for fix in fixes for item in fix.set.items()):
        mended.put(path, value)
    shortened = [mended.put(path, _GONE) for fix in fixes for path in fix.unset]
    for parent in shortened:
        if isinstance(parent, list):
            parent[:] = [item for item in parent if item is not _GONE]
    return mended.body


def names_in(body: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The names that stand in a field, each once: a list, or a text with commas."""
    given = body.get(field)
    given = given.split(",") if isinstance(given, str) else given
    names = [name.strip() for name in given if isinstance(name, str)] if isinstance(given, list) else []
    return tuple(dict.fromkeys(name for name in names if name))


class _Copy:
    """A body to change: only what lies on the way to a change is copied, and that once."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = dict(body)
        self._own: dict[int, Any] = {id(self.body): self.body}

    def put(self, path: str, value: Any) -> Any:
        """Put or, with _GONE, take away what is at `path`; gives what holds it. What is not there stays so."""
        *above, last = path.split(".")
        node: Any = self.body
        for step in above:
            node = self._inside(node, step)
        key = _key(node, last)
        if key is not None:
            node[key] = value
            if value is _GONE and isinstance(node, dict):
                del node[key]
        return node

    def _inside(self, node: Any, step: str) -> Any:
        key = _key(node, step)
        if key is None or (isinstance(node, dict) and key not in node):
            return None
        if id(node[key]) not in self._own:
            node[key] = copy.copy(node[key])
            self._own[id(node[key])] = node[key]
        return node[key]


def _key(node: Any, step: str) -> Any:
    """The key or index that a step is in this node, None where it is none."""
    if isinstance(node, list):
        return int(step) if step.isdecimal() and int(step) < len(node) else None
    return step if isinstance(node, dict) else None
