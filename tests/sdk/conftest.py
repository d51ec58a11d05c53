import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sdk.server import Server, serving

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parents[1] / "var" / "test-tools"
MODEL = "claude-opus-5-5"
COMMANDS: dict[str, tuple[Path, list[str]]] = {
    "python-2.12.0": (Path(sys.executable), [sys.executable, str(HERE / "cases.py")]),
    "python-0.76.0": (TOOLS / "python/.installed", [str(TOOLS / "python/bin/python"), str(HERE / "cases.py")]),
    "typescript-1.12.0": (
        TOOLS / "typescript/.installed",
        ["node", str(HERE / "ts/cases.mjs"), str(TOOLS / "typescript")],
    ),
}


@dataclass(frozen=True)
class Seen:
    """What a program saw, by case, and how many requests of it the server saw."""

    cases: dict[str, Any]
    hits: Counter[str]

    def __getitem__(self, case: str) -> Any:
        return self.cases[case]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(scope="session", params=COMMANDS)
def sdk(request: pytest.FixtureRequest, server: Server) -> Seen:
    """One run of every case by one SDK."""
    marker, command = COMMANDS[request.param]
    if not marker.exists():
        reason = f"The SDK {request.param} is not there: script/test-sdks installs it."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    server.forget_hits()
    done = subprocess.run([*command, f"{server.url}/simulator", MODEL], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return Seen(json.loads(done.stdout), server.hits(last="mid_stream"))
