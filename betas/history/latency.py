"""How long answers took, as counts in fixed steps: enough for percentiles, and counts can be added up."""

import math
from bisect import bisect_left
from collections.abc import Sequence

from betas.models.statistics import Counted

COLUMNS = tuple(field.name for field in Counted._meta.fields if field.name.startswith("up_to_"))
BOUNDS_MS = tuple(int(name.removeprefix("up_to_").removesuffix("_ms")) for name in COLUMNS)


def column(ms: int) -> str:
    """The column that counts an answer; the last one takes whatever is longer, too."""
    return COLUMNS[min(bisect_left(BOUNDS_MS, ms), len(BOUNDS_MS) - 1)]


def percentile(counts: Sequence[int], share: float) -> int | None:
    """The milliseconds within which `share` of the answers came, None where none did; `counts` are those of COLUMNS.

    Exact to the step. Within it, answers are taken to lie evenly on a logarithmic scale.
    """
    wanted, below = sum(counts) * share, 0
    for step, count in enumerate(counts):
        if count and below + count >= wanted:
            return _between(step, (wanted - below) / count)
        below += count
    return None


def slower_than(ms: int) -> int:
    """What every answer took longer than that lies in the step of `ms`: a percentile may lie past all of them."""
    step = min(bisect_left(BOUNDS_MS, ms), len(BOUNDS_MS) - 1)
    return BOUNDS_MS[step - 1] if step else 0


def _between(step: int, part: float) -> int:
    high = BOUNDS_MS[step]
    low = BOUNDS_MS[step - 1] if step else 1
    return round(low * math.exp(part * math.log(high / low)))
