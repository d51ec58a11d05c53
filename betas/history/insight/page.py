"""What the page of statistics shows: four queries, none of them for an exchange, at any number of those."""

from dataclasses import replace
from typing import Any

from betas.history.insight.forms import StatisticsFilter
from betas.history.insight.lines import First, Line
from betas.history.insight.rows import Rows
from betas.history.insight.uses import past_percent, shares, uses
from betas.history.statistics import Numbers, Sums, moment, sums
from betas.models import HourlyRollup, User
from betas.models.statistics import RollupQuerySet

# So many names are counted at most, and so many of them shown unless all are asked for.
MOST, FIRST = 500, 12
# A table with more lines than this begins folded.
LONG = 31


def context(user: User, form: StatisticsFilter) -> dict[str, Any]:
    """Call only when the form is valid."""
    rows, counts = form.rows(), form.narrow(HourlyRollup.objects.for_user(user))
    once, named = counts.each_once(), counts.by_beta()
    if form.beta_name is not None:
        once = named = counts.with_beta(form.beta_name)
    times = list(sums(once, "at", step=rows.period.step))
    if not times:
        return {"rows": rows}
    return {
        "rows": rows,
        "long": LONG,
        "total": Line(None, Numbers.together(told for _, *told in times), rows),
        "times": [_of_time(at, told, rows) for at, *told in reversed(times)],
        **_by_name(once, named, rows, MOST if form.cleaned_data["all"] else FIRST),
    }


def _by_name(once: RollupQuerySet, named: RollupQuerySet, rows: Rows, most: int) -> dict[str, Any]:
    betas, models = _most("beta", named), _most("model", once)
    sent = uses(((name, told.requests, told.errors) for name, told in betas if name), rows)
    by_status = shares(sent, rows)
    return {
        "in_use": First.of(sent, most),
        "shares": by_status,
        "past_percent": past_percent(by_status),
        "betas": First.of([Line(name, told, replace(rows, betas=(name,))) for name, told in betas], most),
        "models": First.of([Line(name, told, replace(rows, model=name)) for name, told in models], most),
    }


def _most(what: str, counts: RollupQuerySet) -> list[tuple[str, Numbers]]:
    """Those sent most, the first of them first."""
    return [(name, Numbers.of(told)) for name, *told in sums(counts, what).order_by("-requests", what)[:MOST]]


def _of_time(at: str, told: Sums, rows: Rows) -> Line:
    began = moment(at)
    return Line(began, Numbers.of(told), replace(rows, period=rows.period.within(began)))
