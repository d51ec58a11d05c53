"""Every language as it is written today, to be read by eye: UPDATE_SNAPSHOTS=1 writes them anew."""

import os
from pathlib import Path

import pytest

from betas.code import LANGUAGES, Request, write

HERE = Path(__file__).resolve().parent / "snapshots"
TOOL = {
    "name": "get_weather",
    "description": 'Gives the weather in a city; it\'s "current".',
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
HELLO = {"role": "user", "content": "What's the weather in Ōsaka?\n`$HOME` </script>"}
MODEL = "claude-opus-5-5"
REQUESTS = {
    "plain": Request(
        "https://api.anthropic.com",
        "/v1/messages",
        {"model": MODEL, "max_tokens": 1024, "messages": [HELLO]},
        [],
        "2026-10-21",
        "x-api-key",
    ),
    "streamed": Request(
        "https://gateway.example/claude",
        "/v1/messages",
        {
            "model": MODEL, "max_tokens": 1024, "messages": [HELLO], "tools": [TOOL], "stream": True,
            "context_management": {"edits": []}, "temperature": 0.5,
        },
        ["context-management-2025-06-27", "compact-2026-09-04"],
        "2023-06-01",
        "x-api-key",
    ),
    "counted": Request(
        "https://api.anthropic.com",
        "/v1/messages/count_tokens",
        {"model": MODEL, "messages": [HELLO]},
        ["token-counting-2024-11-01"],
        "2026-10-21",
        "bearer",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_snippet_is_as_it_was(language: str, name: str) -> None:
    file, text = HERE / f"{language}.{name}.txt", write(language, REQUESTS[name])
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(text)
    assert text == file.read_text()
