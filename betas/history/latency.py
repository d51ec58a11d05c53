"""How long answers took, as counts in fixed steps: enough for percentiles, and counts can be added up."""

import math
from bisect import bisect_left
from collections.abc import Sequence

# Each 1.6 times the one before, as long as most answers take.
BOUNDS_MS = (63, 100, 160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 10_000, 16_000, 25_000, 40_000, 63_000) + (
    160_000,
    600_000,
)
COLUMNS = tuple(f"up_to_{bound}_ms" for bound in BOUNDS_MS)


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


def _between(step: int, part: float) -> int:
    high = BOUNDS_MS[step]
    low = BOUNDS_MS[step - 1] if step else 1
    return round(low * math.exp(part * math.log(high / low)))
