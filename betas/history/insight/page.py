"""What the page of statistics shows: four queries, none of them for an exchange, at any number of those."""

from dataclasses import replace
from typing import Any

from betas.history.insight.forms import StatisticsFilter
from betas.history.insight.lines import First, Line
from betas.history.insight.rows import Rows
from betas.history.insight.uses import past_percent, shares, uses
from betas.history.statistics import Counts, Numbers, Sums, moment
from betas.models import User

# So many names are counted at most, and so many of them shown unless all are asked for.
MOST, FIRST = 500, 12
# A table with more lines than this begins folded.
LONG = 31


def context(user: User, form: StatisticsFilter) -> dict[str, Any]:
    """Call only when the form is valid."""
    rows, counts = form.rows(), form.counts(user)
    times = list(counts.sums("at"))
    if not times:
        return {"rows": rows}
    return {
        "rows": rows,
        "long": LONG,
        "total": Line(None, Numbers.together(told for _, *told in times), rows),
        "times": [_of_time(at, told, rows) for at, *told in reversed(times)],
        **_by_name(counts, rows, MOST if form.cleaned_data["all"] else FIRST),
    }


def _by_name(counts: Counts, rows: Rows, most: int) -> dict[str, Any]:
    betas, models = _most("beta", counts), _most("model", counts)
    sent = uses(((name, told.requests, told.errors) for name, told in betas if name), rows)
    by_status = shares(sent, rows)
    return {
        "in_use": First.of(sent, most),
        "shares": by_status,
        "past_percent": past_percent(by_status),
        "betas": First.of([Line(name, told, replace(rows, betas=(name,))) for name, told in betas], most),
        "models": First.of([Line(name, told, replace(rows, model=name)) for name, told in models], most),
    }


def _most(what: str, counts: Counts) -> list[tuple[str, Numbers]]:
    """Those sent most, the first of them first."""
    return [(name, Numbers.of(told)) for name, *told in counts.sums(what).order_by("-requests", what)[:MOST]]


def _of_time(at: str, told: Sums, rows: Rows) -> Line:
    began = moment(at)
    return Line(began, Numbers.of(told), replace(rows, period=rows.period.within(began)))
