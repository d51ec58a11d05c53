"""Counts of the last days as a drawing small enough for a line of text. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

STEP, WIDTH, HEIGHT, LEAST = 8, 6, 20, 2


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Spark:
    """The counts oldest first, the last one today's."""

    counts: tuple[int, ...]

    @classmethod
    def of(cls, days: Mapping[str, int], today: date, length: int) -> "Spark":
        """`days` are in ISO 8601."""
        return cls(tuple(days.get(str(today - timedelta(days=back)), 0) for back in reversed(range(length))))

    @property
    def bars(self) -> list[Bar]:
        most = max(self.counts, default=0)
        heights = [max(LEAST, round(count * HEIGHT / most)) if count else 0 for count in self.counts]
        return [Bar(index * STEP, HEIGHT - height, height) for index, height in enumerate(heights) if height]

    @property
    def path(self) -> str:
        """The bars in one drawing of SVG."""
        return "".join(f"M{bar.x} {bar.y}h{bar.width}v{bar.height}h-{bar.width}z" for bar in self.bars)

    @property
    def width(self) -> int:
        return len(self.counts) * STEP

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def today(self) -> int:
        return self.counts[-1]
