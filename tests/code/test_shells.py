"""Command lines under bash, with curl, http and ant replaced by what prints its words: nothing expands or runs."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from betas.code import Request, write
from tests.code.generated import requests, same

COUNT = 1000
PRINTER = 'curl() { printf "%s\\0" "$#" "$@"; cat; printf "\\0"; }; http() { curl "$@"; }; ant() { curl "$@"; }\n'
ASKED = requests(COUNT, "https://gateway.example", seed=3)


def printed(language: str, folder: Path) -> list[tuple[list[str], str]]:
    """Of each command the words after its name, then what it was given to read."""
    commands = [f"{{\n{write(language, request)}}} </dev/null\n" for request in ASKED]
    (folder / "all.sh").write_text(PRINTER + "".join(commands))
    done = subprocess.run(
        ["bash", "all.sh"], cwd=folder, capture_output=True, timeout=120,
        env={"ANTHROPIC_API_KEY": "sk-key", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert [file.name for file in folder.iterdir()] == ["all.sh"]
    pieces = iter(done.stdout.decode().split("\0"))
    return [([next(pieces) for _ in range(int(count))], next(pieces)) for count in pieces if count]


def headers(request: Request, separator: str) -> list[str]:
    name, before = request.key_header
    every = {name: f"{before}sk-key", **request.headers}
    return [f"{name}{separator}{value}" for name, value in every.items()]


def test_curl_gets_the_words_that_were_meant(tmp_path: Path) -> None:
    for request, (words, read) in zip(ASKED, printed("curl", tmp_path), strict=True):
        meant = [piece for header in headers(request, ": ") for piece in ("-H", header)]
        stream = ["--no-buffer"] if request.stream else []
        assert (words, read) == ([request.url, *stream, *meant, "-d", request.json], "")


def test_httpie_gets_the_words_that_were_meant(tmp_path: Path) -> None:
    for request, (words, read) in zip(ASKED, printed("httpie", tmp_path), strict=True):
        options = ["--ignore-stdin", *(["--stream"] if request.stream else [])]
        meant = [*options, "POST", request.url, *headers(request, ":"), "--raw", request.json]
        assert (words, read) == (meant, "")


def test_ant_reads_the_body(tmp_path: Path) -> None:
    for request, (words, read) in zip(ASKED, printed("ant", tmp_path), strict=True):
        if words[0] == request.url:
            continue
        space = "beta:" if request.betas else ""
        assert words[0] == f"{space}messages" + (":batches" if request.path.endswith("batches") else "")
        assert request.base_url in words
        assert ("--stream" in words) == request.stream
        assert same(request.body, without_backslash(json.loads(read)))


def without_backslash(value: Any) -> Any:
    r"""`\@` stands for an @ that names no file."""
    if isinstance(value, dict):
        return {key: without_backslash(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_backslash(inner) for inner in value]
    return value.removeprefix("\\") if isinstance(value, str) and value.startswith("\\@") else value


@pytest.mark.parametrize("language", ["curl", "httpie"])
def test_a_long_body_is_read_and_not_an_argument(language: str, tmp_path: Path) -> None:
    request = Request("https://a.example", "/v1/messages", {"x": "y'" * 60_000}, [], "2026-10-21", "bearer")
    (tmp_path / "one.sh").write_text(PRINTER + write(language, request))
    done = subprocess.run(["bash", "one.sh"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split("\0")[-2] == request.json
