"""The whole form after a button that changes more than a row: findings fixed, a paste read, either undone.

Nothing here sends, and no fix comes from the browser: it names a finding, and the fix is the one that lint finds again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from betas.catalogue.facts import Facts
from betas.code.reading import read
from betas.diagnosis.findings import Fix, apply
from betas.playground import judging, pasting
from betas.playground.forms import PlaygroundForm
from betas.playground.reading import holdable
from betas.playground.redrawing import redrawn, typed

FIX, PASTE, UNDO = "fix", "paste", "undo"
ALL = "*"
# No name of a DOM method, which a control of that name would hide from htmx.
EARLIER = "earlier"
NO_STATE = (FIX, PASTE, UNDO, EARLIER, "pasted", "csrfmiddlewaretoken")

# What every form as posted holds.
ALWAYS = {"upstream", "path", "api_version"}

Initial = dict[str, Any]
Made = tuple[Initial, list[str]]


@dataclass(frozen=True, slots=True)
class Change:
    """`told` are sentences; `earlier` is the form as it was posted, to which `undo` leads back."""

    initial: Initial
    told: list[str]
    earlier: str
    undone: bool


def asked(pressed: QueryDict) -> bool:
    return not pressed.keys().isdisjoint(MAKERS)


def changed(form: PlaygroundForm, pressed: QueryDict, facts: Facts) -> Change | None:
    """None where it cannot be; the draft then says why."""
    make = next(make for button, make in MAKERS.items() if button in pressed)
    made = make(form, pressed, facts)
    if made is None:
        return None
    initial, told = made
    return Change(initial, holdable(told), _state(pressed), undone=UNDO in pressed)


def _state(pressed: QueryDict) -> str:
    state = pressed.copy()
    for name in NO_STATE:
        state.pop(name, None)
    return state.urlencode()


def _fixed(form: PlaygroundForm, pressed: QueryDict, facts: Facts) -> Made | None:
    """A fix of the names leaves alone what cannot be read of the body; one of the body needs all of it."""
    strip = judging.strip(form, facts)
    chosen = [each.finding.fix for each in strip.remarks if each.finding.fix and pressed[FIX] in (ALL, each.key)]
    names, body = form.names(), form.so_far()
    if apply(chosen, names, body) == (tuple(names), body):  # it mends what the fix of another would bring in
        chosen = [each.finding.fix for each in strip.remarks if each.finding.fix] if chosen else []
    mended_names, mended = apply(chosen, names, body)
    if (mended is not body or not chosen) and not form.is_valid():
        return None
    values = pasting.with_names(mended_names, facts) if [*mended_names] != names else {}
    if mended is not body:
        values |= pasting.with_body(form, mended)
    return typed(form) | values, [_told(chosen, names, mended_names), *filter(None, [strip.unread])]


def _told(fixes: Sequence[Fix], before: Sequence[str], after: Sequence[str]) -> str:
    """What came of all fixes together: what one adds, another may take out again."""
    if not fixes:
        return _("There was nothing left to fix.")
    names = Fix(
        add=tuple(name for name in after if name not in before),
        remove=tuple(name for name in before if name not in after),
    )
    body = (Fix(set=fix.set, unset=fix.unset) for fix in fixes)
    return _("Fixed: %(what)s.") % {"what": judging.done([names, *body])}


def _filled(form: PlaygroundForm, pressed: QueryDict, facts: Facts) -> Made | None:
    """Of a body alone nothing but the body is taken."""
    reading = read(form["pasted"].value() or "")
    if reading.request is None:
        form.errors.clear()
        form.add_error("pasted", holdable(reading.problem))
        return None
    said: list[str] = []
    if reading.alone:
        values = pasting.with_body(form, holdable(reading.request.body))
    else:
        values, said = pasting.filled(form, reading.request, facts)
    told = [_("The form is filled with what was pasted."), *reading.left_out, *said]
    return typed(form) | values | {"kept": "", "pasted": ""}, told


def _undone(form: PlaygroundForm, pressed: QueryDict, facts: Facts) -> Made | None:
    posted = QueryDict(pressed.get(EARLIER, ""))
    if ALWAYS - posted.keys():
        form.errors.clear()
        form.add_error(None, _("This could not be undone: what stood here before was not sent along whole."))
        return None
    earlier = PlaygroundForm(posted, user=form.user, project=form.project, draft=True)
    return redrawn(earlier, QueryDict()) | {"pasted": form["pasted"].value()}, [_("Undone.")]


MAKERS: Mapping[str, Callable[[PlaygroundForm, QueryDict, Facts], Made | None]] = {
    FIX: _fixed,
    PASTE: _filled,
    UNDO: _undone,
}
