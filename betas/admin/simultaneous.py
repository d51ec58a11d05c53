"""When somebody saved a beta since a form was opened: what the form would have made of it, without saving it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from betas.catalogue import shape, wording
from betas.catalogue.editing import WHY_LENGTH, OpenedField
from betas.catalogue.merging import Difference
from betas.catalogue.shape import Values
from betas.models import Beta


class Replayed(Exception):
    """Raised instead of saving an old form: what it makes of the beta, and why it was sent."""

    def __init__(self, yours: Values, why: str) -> None:
        super().__init__("an old form")
        self.yours = yours
        self.why = why


def prepare(request: HttpRequest, beta: Beta) -> None:
    """Let the form be read as if the beta had no rows beside it. Only inside a transaction that is rolled back.

    The ids of its rows may be gone by now, and then Django would refuse the form for them.
    """
    for side in shape.ROWS:
        getattr(beta, side).all().delete()
    sent = request.POST.copy()
    for name in sent:
        side, _number, field = (*name.split("-", 2), "", "")[:3]
        if side in shape.ROWS and field == "id":
            sent[name] = ""
    for side in shape.ROWS:
        sent[f"{side}-INITIAL_FORMS"] = "0"
    request.POST = sent  # type: ignore[assignment]  # a mutable QueryDict is one too


class MergeForm(forms.Form):
    """What the page of the conflict sends back: the choices stand beside it as `take-<field>`."""

    opened = OpenedField()
    yours = OpenedField()
    reason = forms.CharField(max_length=WHY_LENGTH)

    def takes(self) -> dict[str, str]:
        prefix = "take-"
        return {name.removeprefix(prefix): str(self.data[name]) for name in self.data if name.startswith(prefix)}


def as_sent(version: int, values: Values) -> Any:
    return OpenedField().prepare_value((version, values))


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the conflict, each side as texts; `take` is what is chosen where both sides changed it."""

    difference: Difference
    base: list[str]
    theirs: list[str]
    yours: list[str]
    take: str

    @classmethod
    def of(cls, one: Difference, take: str) -> "Row":
        base, theirs, yours = (wording.texts(one.field, value) for value in (one.base, one.theirs, one.yours))
        return cls(one, base, theirs, yours, take)
