"""Names that cannot be sent as they are written, and names nobody knows."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from betas import header
from betas.diagnosis.draft import Draft
from betas.diagnosis.findings import Finding, Fix, Level
from betas.diagnosis.nearest import nearest
from betas.diagnosis.rules.places import HEADER_DOCS

SDK = "anthropic 2.12.0"
# Each look for a near name costs milliseconds, and nobody misspells more.
MOST_LOOKED_FOR = 20
SHOWN = 80


def spaced(draft: Draft) -> Iterator[Finding]:
    for name in dict.fromkeys(draft.betas):
        trimmed = name.strip(header.OPTIONAL_SPACE)
        if trimmed and trimmed != name:
            message = _("There is space around %(name)s: the Python SDK sends nothing then, others send it trimmed.")
            yield Finding(
                Level.WARNING, "surrounding_space", message % {"name": trimmed}, (name,),
                fix=Fix(add=(trimmed,), remove=(name,)), source=SDK,
            )  # fmt: skip


def repeated(draft: Draft) -> Iterator[Finding]:
    for name, times in Counter(draft.betas).items():
        if times > 1:
            message = _("%(name)s stands here %(times)s times: once is enough, the SDKs send it as often as it stands.")
            yield Finding(
                Level.WARNING, "duplicate_beta", message % {"name": name[:SHOWN], "times": times}, (name,),
                fix=Fix(add=(name,), remove=(name,)), source=SDK,
            )  # fmt: skip


def malformed(draft: Draft) -> Iterator[Finding]:
    for name in dict.fromkeys(draft.betas):
        if not header.NAME.match(name.strip(header.OPTIONAL_SPACE)):
            yield _malformed(name)


def _malformed(name: str) -> Finding:
    """Several names written as one are taken apart, anything else is taken away."""
    pieces = header.split([name])
    several = len(pieces) > 1 and all(map(header.NAME.match, pieces))
    message = _("“%(name)s” is several names written as one: give each for itself.") if several else _(
        "“%(name)s” cannot be sent as a beta: a name holds letters, digits and ._:- alone, at most 128."
    )  # fmt: skip
    fix = Fix(add=tuple(dict.fromkeys(pieces)) if several else (), remove=(name,))
    shown = name.encode("ascii", "backslashreplace").decode()[:SHOWN]
    return Finding(Level.ERROR, "malformed_beta", message % {"name": shown}, (name,), fix=fix, source=HEADER_DOCS)


def unknown(draft: Draft) -> Iterator[Finding]:
    strange = [name for name in dict.fromkeys(draft.betas) if name not in draft.facts.betas]
    for index, name in enumerate(strange):
        meant = nearest(name, draft.facts, draft.platform) if index < MOST_LOOKED_FOR else None
        message = _("No beta is named %(name)s, and one unknown name fails the whole request.")
        if meant:
            message = _("No beta is named %(name)s, which fails the whole request: %(meant)s is the nearest.")
        fix = Fix(add=(meant,) if meant else (), remove=(name,))
        told = message % {"name": name, "meant": meant}
        yield Finding(Level.ERROR, "unknown_beta", told, (name,), fix=fix, source=HEADER_DOCS)
