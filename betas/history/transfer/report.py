"""What an import would do, or did."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from betas.history.transfer.line import Stored

MOST_SHOWN, MOST_REFUSED = 20, 1000


class Refused(NamedTuple):
    """An entry that cannot be taken in: its line, or in a HAR its place, and why."""

    number: int
    reason: str


@dataclass(slots=True)
class Report:
    """How many exchanges of a file are new, are here already, were passed over (no request to the API), are refused.

    `refused` are the first of those, and nothing is read after MOST_REFUSED. `removed` is how many keys are taken out
    of what is new, `first` and `last` when that was sent.
    """

    is_har: bool = False
    new: int = 0
    known: int = 0
    passed: int = 0
    removed: int = 0
    first: datetime | None = None
    last: datetime | None = None
    refusals: int = 0
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, number: int, reason: str) -> None:
        self.refusals += 1
        if len(self.refused) < MOST_SHOWN:
            self.refused.append(Refused(number, reason))

    def add(self, new: list[Stored]) -> None:
        moments = [stored.exchange.created_at for stored in new]
        self.new += len(new)
        self.removed += sum(stored.given.removed for stored in new)
        self.first = min([*moments, *([self.first] if self.first else [])], default=None)
        self.last = max([*moments, *([self.last] if self.last else [])], default=None)

    def twice(self, number: int, reason: str) -> None:
        """A recorder may note one request twice; an export of ours never does."""
        if self.is_har:
            self.passed += 1
        else:
            self.refuse(number, reason)

    @property
    def has_enough(self) -> bool:
        return self.refusals >= MOST_REFUSED

    @property
    def more_refused(self) -> int:
        return self.refusals - len(self.refused)

    @property
    def may_come_in(self) -> bool:
        return self.new > 0 and not self.refusals
