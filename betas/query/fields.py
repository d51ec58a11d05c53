"""What can be asked: the fields that a room hands in."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise


class Kind(StrEnum):
    """How a field's values are read. Those before DATE know equality and `*`; the others compare."""

    WORD = "word"
    CHOICE = "choice"
    FLAG = "flag"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"


COMPARED = (Kind.DATE, Kind.MOMENT, Kind.NUMBER)


def _itself(condition: Q) -> Q:
    return condition


@dataclass(frozen=True, slots=True)
class Field:
    """`column` is looked up on the rows asked for or, through `where`, on rows beside them.

    `values` are all that a CHOICE takes, and what is suggested for any other kind. `absent` is the condition of
    `field:none`, for fields that may be not stated. `implied` is what `:` means where that is no equality. `equals`
    makes the condition of a value (and whether it is a beginning) where that is more than `column` being it.
    """

    name: str
    help: str | Promise
    column: str = ""
    kind: Kind = Kind.WORD
    values: Callable[[], Collection[str]] = tuple
    where: Callable[[Q], Q] = _itself
    absent: Q | None = None
    implied: str = ":"
    equals: Callable[[str, bool], Q] | None = None
