"""Lines of numbers, as the tables of the page show them."""

from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from betas.history.insight.rows import Rows
from betas.history.latency import slower_than
from betas.history.statistics import Numbers

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class First(Generic[Kind]):
    """The first of a list, and how many of it are left out."""

    shown: list[Kind]
    left: int

    @classmethod
    def of(cls, every: list[Kind], most: int) -> Self:
        return cls(every[:most], max(len(every) - most, 0))


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one hour, day, beta or model (`of`), or of all, and the addresses of the rows that each counts.

    Nothing has no address.
    """

    of: Any
    numbers: Numbers
    rows: Rows

    @property
    def to_requests(self) -> str:
        return self.rows.sent

    @property
    def to_errors(self) -> str:
        return self.rows.failed if self.numbers.errors else ""

    @property
    def to_input(self) -> str:
        return self.rows.url("input>0") if self.numbers.input_tokens else ""

    @property
    def to_output(self) -> str:
        return self.rows.url("output>0") if self.numbers.output_tokens else ""

    @property
    def to_cache_written(self) -> str:
        return self.rows.sent if self.numbers.cache_creation_input_tokens else ""

    @property
    def to_cache_read(self) -> str:
        return self.rows.sent if self.numbers.cache_read_input_tokens else ""

    @property
    def to_cost(self) -> str:
        return self.rows.url("cost>0") if self.numbers.cost else ""

    @property
    def to_p50(self) -> str:
        return self._slower(self.numbers.p50_ms)

    @property
    def to_p95(self) -> str:
        return self._slower(self.numbers.p95_ms)

    def _slower(self, ms: int | None) -> str:
        """Answers that took about so long, and longer."""
        return self.rows.url(f"ms>{slower_than(ms)} -is:failed") if ms is not None else ""
