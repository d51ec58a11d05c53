"""What the machine says: processor time and memory of processes, how busy it is; and figures made of many."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
QUIET = 0.7


def descendants(pid: int) -> list[int]:
    """The process and all that came of it."""
    children = [
        int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()
    ]
    return [pid, *(each for child in children for each in descendants(child))]


def cpu_s(pids: Iterable[int]) -> float:
    """User and system time so far."""
    return sum(map(_ticks, pids)) * TICK_S


def _ticks(pid: int) -> int:
    behind_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(behind_name[11]) + int(behind_name[12])


def memory_mib(pids: Iterable[int]) -> float:
    """Pages that processes share are counted once."""
    return sum(map(_proportional_kib, pids)) / 1024


def _proportional_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def wait_for_quiet(patience_s: float) -> None:
    """Until the load is below QUIET, or for so many seconds. Tells what it was in the end."""
    end = time.monotonic() + patience_s
    while os.getloadavg()[0] >= QUIET and time.monotonic() < end:
        time.sleep(5)
    row("load of the machine at the start", f"{os.getloadavg()[0]:.2f}")


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")


def spread(values: Sequence[float], scale: float = 1000) -> str:
    """Median and 95th percentile of seconds, in milliseconds."""
    return f"p50 {percentile(values, 0.5) * scale:.1f}  p95 {percentile(values, 0.95) * scale:.1f} ms"


def timed(work: Callable[[], object]) -> float:
    """Seconds on the clock of the wall."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def row(name: str, *cells: str) -> None:
    sys.stdout.write(f"{name:<46}" + "  ".join(f"{cell:<17}" for cell in cells).rstrip() + "\n")
    sys.stdout.flush()
