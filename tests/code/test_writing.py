"""What the writers know of the SDKs and of quoting."""

import inspect
from dataclasses import replace
from typing import Any

import anthropic
import pytest

from betas.code import LANGUAGES, Request, write
from betas.code.writing.quoting import word
from betas.code.writing.sdk import COUNT_TOKENS, MESSAGES, PARAMETERS

CLIENT: Any = anthropic.Anthropic(api_key="unused")
METHODS = {
    (MESSAGES, False): CLIENT.messages.create,
    (MESSAGES, True): CLIENT.beta.messages.create,
    (COUNT_TOKENS, False): CLIENT.messages.count_tokens,
    (COUNT_TOKENS, True): CLIENT.beta.messages.count_tokens,
}
NO_FIELDS = {"betas", "user_profile_id", "workspace_id", "output_format", "timeout"}
NO_FIELDS |= {"extra_headers", "extra_query", "extra_body"}
BODY = {"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": "Hi"}]}
HELLO = Request("https://api.anthropic.com", MESSAGES, BODY, [], "2026-10-21", "bearer")


@pytest.mark.parametrize(("path", "beta"), METHODS)
def test_the_parameters_are_those_of_the_sdk(path: str, beta: bool) -> None:
    assert set(inspect.signature(METHODS[path, beta]).parameters) - NO_FIELDS == PARAMETERS[path, beta]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ({"temperature": 0.5}, 'extra_body={"temperature": 0.5},'),
        ({"betas": ["a"]}, 'extra_body={"betas": ["a"]},'),
        ({"stream": None}, 'extra_body={"stream": None},'),
        ({"max_tokens": 64_000}, "timeout=600,"),
        ({"max_tokens": "many"}, "client.post("),
        ({"messages": [1]}, "client.post("),
        ({"thinking": {}}, "client.post("),
        ({"x": float("inf")}, "content="),
    ],
)
def test_python_sends_what_its_methods_do_not_know(body: dict[str, Any], line: str) -> None:
    assert line in write("python", replace(HELLO, body={**BODY, **body}))


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ({"temperature": 0.5}, "// @ts-expect-error"),
        ({"output_format": {}}, "client.post("),
        ({"x": 2**53}, '"content-type": "application/json"'),
        ({"max_tokens": 64_000}, "{ timeout: 600_000 }"),
        ({"__proto__": 1}, '["__proto__"]: 1'),
    ],
)
def test_typescript_sends_what_its_methods_do_not_know(body: dict[str, Any], line: str) -> None:
    assert line in write("typescript", replace(HELLO, body={**BODY, **body}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_beta_no_header(language: str) -> None:
    assert "beta" not in write(language, HELLO)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_key_is_read_from_the_environment(language: str) -> None:
    assert "ANTHROPIC_API_KEY" in write(language, HELLO)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lone_surrogate_can_be_written_to_a_file(language: str) -> None:
    write(language, replace(HELLO, body={**BODY, "system": "\ud800 é"})).encode()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("a-b", "a-b"), ("", "''"), ("it's", r"'it'\''s'"), ("\x1b[", r"''$'\033''['"), ("é", "'é'"), ("~", "'~'")],
)
def test_a_word_of_bash(text: str, quoted: str) -> None:
    assert word(text) == quoted
