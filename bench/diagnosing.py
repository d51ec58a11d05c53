"""Lint of a body of 200 KB, and the doctor on a wrapped refusal, beside what a program does with the same text anyway.

The peers: `json.loads` of the same body, and jsonschema checking it against a schema of the Messages API's shape.
Each figure is the median CPU time of all rounds in one process, the facts being those the product ships.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import django
import jsonschema

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
os.environ["BETABOARD_DATA"] = tempfile.mkdtemp(prefix="betaboard-bench-")
django.setup()

from django.core.management import call_command  # noqa: E402

from betas.catalogue import facts  # noqa: E402
from betas.diagnosis.doctor import diagnose  # noqa: E402
from betas.diagnosis.lint import lint  # noqa: E402

KIB = 1024
BETAS = ["mcp-client-2025-04-04", "interleaved-thinking-2025-04-14", "compact-2026-01-12"]
SCHEMA = {
    "type": "object",
    "required": ["model", "messages"],
    "properties": {
        "messages": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["role", "content"],
                "properties": {
                    "role": {"enum": ["user", "assistant", "system"]},
                    "content": {
                        "anyOf": [
                            {"type": "string"},
                            {"type": "array", "items": {"type": "object", "required": ["type"]}},
                        ]
                    },
                },
            },
        }
    },
}


def conversation(size: int, *, gated: bool = False) -> dict[str, Any]:
    """About `size` bytes of short turns and a few gated parts, or with a gated block in every turn."""
    block = {"type": "mcp_tool_use" if gated else "tool_use", "name": "look"}
    turn = {"role": "user", "content": [{"type": "text", "text": "word " * 25}, block]}
    turns = [{**turn, "role": ("user", "assistant")[index % 2]} for index in range(size // len(json.dumps(turn)))]
    return {"model": "claude-opus-5-5", "max_tokens": 64, "messages": turns, "context_management": {}, "top_p": 1}


def refusal() -> str:
    error = json.dumps({"message": f"Unexpected value(s) `{BETAS[1]}` for the `anthropic-beta` header."})
    for _ in range(3):
        error = json.dumps({"error": {"message": f"upstream: {error}", "code": 400}})
    return error


def median_ms(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main(rounds: int) -> None:
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", verbosity=0)
    known = facts.current()
    body = conversation(200 * KIB)
    text, error = json.dumps(body), refusal()
    validator = jsonschema.Draft202012Validator(SCHEMA)
    row("the body", f"{len(text) / KIB:.0f} KiB")
    loads = median_ms(lambda: json.loads(text), rounds)
    row("json.loads of the body", f"{loads:.2f} ms")
    valid = median_ms(lambda: list(validator.iter_errors(body)), max(rounds // 20, 3))
    row("jsonschema of the body", f"{valid:.1f} ms")
    for name, given in (
        ("the body", body),
        ("one with a gated block in each turn", conversation(200 * KIB, gated=True)),
        ("1 KiB", conversation(KIB)),
    ):
        took = median_ms(lambda given=given: lint(BETAS, given, known), rounds)  # type: ignore[misc]
        row(f"lint of {name}", f"{took:.1f} ms", f"{took / loads:.1f} x json.loads", f"{took / valid:.2f} x jsonschema")
    long = "words before " * 12_000 + error
    for name, said in (("a wrapped refusal", error), (f"a log of {len(long) / KIB:.0f} KiB with one", long)):
        took = median_ms(lambda said=said: diagnose(400, said, betas=BETAS, facts=known), rounds)  # type: ignore[misc]
        row(f"doctor on {name}", f"{took:.2f} ms", f"{took / loads:.2f} x json.loads of the body")


def row(*cells: str) -> None:
    sys.stdout.write("  ".join(f"{cell:<38}" for cell in cells).rstrip() + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
    shutil.rmtree(os.environ["BETABOARD_DATA"])
