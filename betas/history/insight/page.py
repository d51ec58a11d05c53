"""What the page of statistics shows: four queries, none of them for an exchange, at any number of those."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from betas.history.insight.forms import StatisticsFilter
from betas.history.insight.rows import Rows
from betas.history.insight.uses import shares, uses
from betas.history.statistics import Numbers, Sums, moment, sums
from betas.models import HourlyRollup, User
from betas.models.statistics import RollupQuerySet

MOST_BETAS, MOST_MODELS = 200, 50
# A table with more lines than this begins folded.
LONG = 31


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
        """Answers that took at least so long."""
        return self.rows.url(f"ms>={ms} -is:failed") if ms is not None else ""


def context(user: User, form: StatisticsFilter) -> dict[str, Any]:
    """Call only when the form is valid."""
    rows, counts = form.rows(), form.narrow(HourlyRollup.objects.for_user(user))
    once, named = counts.each_once(), counts.by_beta()
    if form.beta_name is not None:
        once = named = counts.with_beta(form.beta_name)
    times = list(sums(once, "at", step=rows.period.step))
    if not times:
        return {"rows": rows}
    betas = _most("beta", named, MOST_BETAS)
    sent = uses(((name, line.requests, line.errors) for name, line in betas if name), rows)
    return {
        "rows": rows,
        "long": LONG,
        "total": Line(None, Numbers.together(counts for _, *counts in times), rows),
        "times": [_of_time(moment(at), counts, rows) for at, *counts in reversed(times)],
        "betas": [Line(name, numbers, replace(rows, betas=(name,))) for name, numbers in betas],
        "models": [
            Line(name, numbers, replace(rows, model=name)) for name, numbers in _most("model", once, MOST_MODELS)
        ],
        "in_use": sent,
        "shares": shares(sent, rows),
    }


def _most(what: str, counts: RollupQuerySet, most: int) -> Iterable[tuple[str, Numbers]]:
    """Those sent most, the first of them first."""
    found = sums(counts, what).order_by("-requests", what)[:most]
    return [(name, Numbers.of(told)) for name, *told in found]


def _of_time(at: datetime, counts: Sums, rows: Rows) -> Line:
    return Line(at, Numbers.of(counts), replace(rows, period=rows.period.within(at)))
