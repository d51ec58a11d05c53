"""The fixes of one answer made to commute: in whatever order they are applied, they end at one and the same request.

No fix adds a name that another takes out, and no path of one lies in what another puts or takes away. On Amazon
Bedrock, which reads names from the body, what a fix does to names is said of the body.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import IN_BODY, Finding, Fix, apply
from betas.diagnosis.rules import places
from betas.models.choices import Platform
from betas.plain import visible

_ABSENT = object()


def settled(found: Sequence[Finding], draft: Draft, header: Sequence[str]) -> tuple[Finding, ...]:
    """`draft` is as given; `header` are the names that do not stand in the body."""
    names = _Names.of(_fixes(found), draft)
    found = [_with(finding, names.settled(finding.fix)) if finding.fix else finding for finding in found]
    if draft.platform == Platform.BEDROCK:
        found = [*_in_body(found, names.left, header, draft), *places.for_bedrock(header, names.left)]
    paths = _Paths.of(_fixes(found), draft.body)
    found = [_with(finding, paths.settled(finding.fix)) if finding.fix else finding for finding in found]
    return tuple(replace(finding, message=visible(finding.message)) for finding in found)


def _fixes(found: Iterable[Finding]) -> list[Fix]:
    return [finding.fix for finding in found if finding.fix]


def _with(finding: Finding, fix: Fix) -> Finding:
    return replace(finding, fix=fix if fix != Fix() else None)


@dataclass(frozen=True, slots=True)
class _Names:
    """The names `given`, those `left` by all fixes together, and what replaces what."""

    given: frozenset[str]
    left: Mapping[str, None]
    instead: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, fixes: Sequence[Fix], draft: Draft) -> "_Names":
        left, _body = apply(fixes, draft.betas, {})
        instead = {name: fix.add for fix in fixes if fix.add for name in fix.remove if name not in fix.add}
        return cls(frozenset(draft.betas), dict.fromkeys(left), instead)

    def settled(self, fix: Fix) -> Fix:
        """What is added is what stays in the end and is not there yet, but for a name written once instead of twice."""
        once = set(fix.add).intersection(fix.remove)
        ends = dict.fromkeys(end for name in fix.add for end in self._ends(name))
        return replace(fix, add=tuple(name for name in ends if name not in self.given or name in once))

    def _ends(self, name: str) -> Iterator[str]:
        """Where the replacements of a name lead, as far as that stays."""
        line = {name: None}
        for step in (waiting := [name]):
            further = [new for new in self.instead.get(step, ()) if new not in line]
            line |= dict.fromkeys(further)
            waiting += further
        return (step for step in line if step in self.left)


def _in_body(found: Iterable[Finding], left: Iterable[str], header: Sequence[str], draft: Draft) -> Iterator[Finding]:
    """Each fix of a name writes the same whole list, and takes out of the header what stands there."""
    names = list(left)
    for finding in found:
        fix = finding.fix
        if fix and (fix.add or fix.remove):
            kept = Fix(remove=tuple(name for name in fix.remove if name in header), set=fix.set, unset=fix.unset)
            if names:
                fix = replace(kept, set={**fix.set, IN_BODY: names})
            else:  # taking away what is not there is the fix of a name that only another fix would bring in
                fix = replace(kept, unset=(*fix.unset, IN_BODY)) if IN_BODY in draft.body or kept == Fix() else kept
        yield replace(finding, fix=fix)


@dataclass(frozen=True, slots=True)
class _Paths:
    """The widest changed places, of which none lies in another, and the body after all fixes."""

    roots: frozenset[str]
    gone: frozenset[str]
    body: Mapping[str, Any]

    @classmethod
    def of(cls, fixes: Sequence[Fix], body: Mapping[str, Any]) -> "_Paths":
        gone = frozenset(path for fix in fixes for path in fix.unset)
        changed = gone.union(*(fix.set for fix in fixes))
        within = Counter(above for path in changed for above in _above(path))
        lists = {path.rpartition(".")[0] for path in gone if path.rpartition(".")[2].isdecimal()}
        # Of a list that loses one item, no other item keeps its place: then it is written whole.
        shifted = {path for path in lists if within[path] > 1}
        return cls(changed | shifted, gone, apply(fixes, (), body)[1] if changed else body)

    def settled(self, fix: Fix) -> Fix:
        roots = dict.fromkeys(self._root(path) for path in (*fix.set, *fix.unset))
        after = {root: _ABSENT if root in self.gone else _at(self.body, root) for root in roots}
        kept = {root: value for root, value in after.items() if value is not _ABSENT}
        return replace(fix, set=kept, unset=tuple(root for root in roots if root not in kept))

    def _root(self, path: str) -> str:
        return next((above for above in _above(path) if above in self.roots), path)


def _above(path: str) -> Iterator[str]:
    """The places that this one lies in, the widest first."""
    return (path[:end] for end, letter in enumerate(path) if letter == ".")


def _at(node: Any, path: str) -> Any:
    for step in path.split("."):
        if isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        elif isinstance(node, Mapping) and step in node:
            node = node[step]
        else:
            return _ABSENT
    return node
