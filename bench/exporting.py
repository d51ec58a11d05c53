"""Memory and pace of exports beside those of a small history and of bare readers; what comes of the file again.

Each step is a process of its own (`bench/export_step.py`), so that its peak of memory is its own. The peers read the
same rows: a bare cursor over exchanges with their bodies, newest first, and `sqlite3 .dump` where it is installed.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from bench.machine import row, timed, wait_for_quiet

FORMATS = ("jsonl", "csv", "har")
KEY = "sk-ant-canary-0123456789abcdef"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="exchanges of the large history (100,000)")
    parser.add_argument("--small", type=int, default=1_000, help="exchanges of the one beside it (1,000)")
    parser.add_argument("--sample", type=int, default=1_000, help="entries of the HAR that are held against the schema")
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for a quiet machine")
    asked = parser.parse_args()
    wait_for_quiet(asked.patience)
    with tempfile.TemporaryDirectory(prefix="betaboard-bench-") as folder:
        run(Path(folder), asked.count, asked.small, asked.sample)


def run(folder: Path, count: int, small: int, sample: int) -> None:
    data, again = folder / "data", folder / "again"
    for each in (data, again):
        step(each, "prepare")
    step(data, "seed", str(small))
    few = {kind: step(data, "export", kind, str(folder / f"small.{kind}")) for kind in FORMATS}
    few["cursor"] = step(data, "cursor")
    step(data, "seed", str(count - small))
    row(f"{count:,} exchanges", "rows/s", "peak MiB", f"peak at {small:,}", "MB")
    for kind in FORMATS:
        file = folder / f"large.{kind}"
        told(kind, count, step(data, "export", kind, str(file)), few[kind], file)
    told("a bare cursor", count, step(data, "cursor"), few["cursor"])
    dump(data, count)
    taken = step(again, "import", str(folder / "large.jsonl"))
    told("the JSONL imported", count, taken, None)
    is_equal = step(data, "digest")["found"] == step(again, "digest")["found"]
    row("rows equal after the import", "yes" if is_equal else "NO")
    every = max(1, count // sample)
    taken = step(data, "validate", str(folder / "large.har"), str(every))
    row(f"HAR entries, each {every}th, that the schema takes", f"{taken['found']:,}")
    step(data, "plant", KEY)
    found = [kind for kind in FORMATS if has_key(data, folder / f"planted.{kind}", kind)]
    row("files that hold one of the planted keys", ", ".join(found) or "none")
    if not is_equal or found:
        raise SystemExit(1)


def step(data: Path, *arguments: str) -> dict[str, Any]:
    environment = {**os.environ, "BETABOARD_DATA": str(data)} | {"DJANGO_SETTINGS_MODULE": "dashboard.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "bench.export_step", *arguments]
    made = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def told(name: str, count: int, large: dict[str, Any], small: dict[str, Any] | None, file: Path | None = None) -> None:
    size = f"{file.stat().st_size / 1e6:.0f}" if file else ""
    beside = f"{small['peak_mib']:.0f}" if small else ""
    row(name, f"{count / large['s']:,.0f}", f"{large['peak_mib']:.0f}", beside, size)


def dump(data: Path, count: int) -> None:
    program = shutil.which("sqlite3")
    if program is None:
        row("sqlite3 .dump", "is not installed")
        return
    command = [program, str(data / "betaboard.sqlite3"), ".dump"]
    took = timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))  # noqa: S603
    row("sqlite3 .dump, of all tables", f"{count / took:,.0f}")


def has_key(data: Path, file: Path, kind: str) -> bool:
    step(data, "export", kind, str(file))
    with file.open() as text:
        return any("canary" in line for line in text)


if __name__ == "__main__":
    main()
