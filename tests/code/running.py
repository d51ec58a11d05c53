"""Snippets run for real, all of a language in one process."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[2] / "var" / "test-tools"
NODE_MODULES = TOOLS / "typescript" / "node_modules"
KEY = "sk-ant-never-in-a-snippet"
PYTHON = """
import sys
for file in sys.argv[1:]:
    with open(file) as text:
        exec(compile(text.read(), file, "exec"), {})
"""
NODE = "for (const file of process.argv.slice(2)) await import(file);"


def run(language: str, snippets: Sequence[str], folder: Path) -> None:
    """Raises AssertionError with what the process said where one of them fails."""
    ending = {"curl": "sh", "python": "py", "typescript": "mjs"}[language]
    files = [folder / f"{at}.{ending}" for at in range(len(snippets))]
    for file, snippet in zip(files, snippets, strict=True):
        file.write_text(snippet)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "ANTHROPIC_API_KEY": KEY, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [*_command(language, folder), *map(str, files)],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]


def _command(language: str, folder: Path) -> list[str]:
    if language == "curl":
        return ["bash", "-c", 'set -e -o pipefail; for file; do . "$file"; done', "bash"]
    if language == "python":
        return [sys.executable, "-c", PYTHON]
    (folder / "node_modules").symlink_to(NODE_MODULES)
    (folder / "run.mjs").write_text(NODE)
    return ["node", str(folder / "run.mjs")]
