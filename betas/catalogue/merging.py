"""Two edits of one beta at once: what a form was opened on, what the catalogue says now, what the form makes of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from betas.catalogue import shape
from betas.catalogue.shape import Values


class Take(StrEnum):
    YOURS = "yours"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that at least one side changed, and not both alike."""

    field: str
    base: Any
    theirs: Any
    yours: Any

    @property
    def is_conflict(self) -> bool:
        """Whether both sides changed it: then somebody has to choose."""
        return self.base not in (self.theirs, self.yours)

    @property
    def can_take_both(self) -> bool:
        return isinstance(self.yours, list)

    @property
    def usual(self) -> Take:
        """What loses least: lists keep what either side added, of single values the later one stays."""
        return Take.BOTH if self.can_take_both else Take.YOURS

    def taken(self, take: str) -> Any:
        """The value after the choice. Both: theirs, less what you took away, and what you added."""
        if not self.is_conflict:
            return self.theirs if self.yours == self.base else self.yours
        if take == Take.BOTH and self.can_take_both:
            kept = [row for row in self.theirs if row in self.yours or row not in self.base]
            joined = [*kept, *(row for row in self.yours if row not in self.base and row not in kept)]
            return shape.in_order(joined) if self.field in shape.ROWS else joined
        return self.theirs if take == Take.THEIRS else self.yours


def differences(base: Values, theirs: Values, yours: Values) -> list[Difference]:
    found = (Difference(field, base.get(field), theirs[field], yours[field]) for field in shape.BLANK)
    return [one for one in found if one.theirs != one.yours]


def merged(found: Iterable[Difference], takes: Mapping[str, str]) -> Values:
    """The fields to write on top of theirs."""
    values = {one.field: (one.theirs, one.taken(takes.get(one.field, one.usual))) for one in found}
    return {field: taken for field, (theirs, taken) in values.items() if taken != theirs}
