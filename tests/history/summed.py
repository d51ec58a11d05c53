"""What the counts by day say, and what those by hour add up to, in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from betas.models import DailyRollup, HourlyRollup

Key = tuple[int, date, str, str]
KEYS = {"id", "project_id", "hour", "whole", "beta", "model", "day", "kind", "name"}


def days_are_the_sums_of_their_hours() -> bool:
    return without_zeros(by_day()) == without_zeros(summed_up())


def by_day() -> dict[Key, Counter[str]]:
    rows = DailyRollup.objects.values()
    return {(row["project_id"], row["day"], row["kind"], row["name"]): numbers(row) for row in rows}


def summed_up() -> dict[Key, Counter[str]]:
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for row in HourlyRollup.objects.values():
        for kind, name in [("", ""), ("model", row["model"])] if row["whole"] else [("beta", row["beta"])]:
            found[row["project_id"], row["hour"].date(), kind, name].update(numbers(row))
    return found


def numbers(row: Mapping[str, Any]) -> Counter[str]:
    return Counter({name: value for name, value in row.items() if name not in KEYS})


def without_zeros(found: dict[Key, Counter[str]]) -> dict[Key, dict[str, Any]]:
    """What was taken back to nothing is a row of zeros or none."""
    told = {key: {name: value for name, value in counts.items() if value} for key, counts in found.items()}
    return {key: counts for key, counts in told.items() if counts}
