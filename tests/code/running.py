"""Snippets run for real, all of a language in one process where the language allows it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import which

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
PHP = "foreach (array_slice($argv, 1) as $file) include $file;"
EACH = 'set -e -o pipefail; for file; do {} "$file"; done'
ENDINGS = {"curl": "sh", "httpie": "sh", "python": "py", "typescript": "mjs", "ruby": "rb", "php": "php", "go": "go"}
ENDINGS |= {"java": "java"}
PROGRAMS = {"curl": "curl", "httpie": "http", "typescript": "node", "ruby": "ruby", "php": "php", "go": "go"}
PROGRAMS |= {"java": "java", "python": sys.executable}


def is_there(language: str) -> bool:
    return which(PROGRAMS[language]) is not None and (language != "typescript" or NODE_MODULES.exists())


def run(language: str, snippets: Sequence[str], folder: Path) -> None:
    """Raises AssertionError with what the process said where one of them fails."""
    files = [folder / f"{at}.{ENDINGS[language]}" for at in range(len(snippets))]
    for file, snippet in zip(files, snippets, strict=True):
        file.write_text(snippet)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH")}
    done = subprocess.run(
        [*_command(language, folder), *map(str, files)],
        cwd=folder, env={**kept, "HOME": str(folder), "ANTHROPIC_API_KEY": KEY, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]


def _command(language: str, folder: Path) -> list[str]:
    if language == "typescript":
        (folder / "node_modules").symlink_to(NODE_MODULES)
        (folder / "run.mjs").write_text(NODE)
        return ["node", str(folder / "run.mjs")]
    return {
        "curl": ["bash", "-c", EACH.format("."), "bash"],
        "httpie": ["bash", "-c", EACH.format("."), "bash"],
        "go": ["bash", "-c", EACH.format("go run"), "bash"],
        "java": ["bash", "-c", EACH.format("java"), "bash"],
        "python": [sys.executable, "-c", PYTHON],
        "ruby": ["ruby", "-e", "ARGV.each { |file| load file }"],
        "php": ["php", "-d", "display_errors=stderr", "-r", PHP, "--"],
    }[language]
