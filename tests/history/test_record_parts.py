"""What stands below the recording: bytes, texts, headers, and what a request says about itself."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.history import prompt, redaction
from betas.history.body import clean, pack, unpack


@given(st.binary())
def test_packed_bytes_come_back_as_they_were(data: bytes) -> None:
    packed, codec = pack(data)
    assert unpack(packed, codec) == data
    assert len(packed) <= len(data)


def test_what_repeats_is_stored_small() -> None:
    assert pack(b"again " * 1000)[1] == "zstd"


@given(st.text(st.characters()))
def test_clean_text_can_be_stored_anywhere(text: str) -> None:
    assert "\0" not in clean(text)
    clean(text).encode()


def test_clean_text_keeps_what_can_be_kept_and_its_length() -> None:
    assert clean("a\0\ud800é🙂", 4) == "a\ufffd\ufffdé"


def test_only_named_headers_are_sent_in_the_open() -> None:
    kept = redaction.sent({"X-Api-Key": "s", "Authorization": "Bearer s", "Anthropic-Beta": "a,b", "X-New": "s"})
    assert kept == {
        "x-api-key": "[hidden]",
        "authorization": "[hidden]",
        "anthropic-beta": "a,b",
        "x-new": "[hidden]",
    }


def test_only_named_headers_are_kept_of_an_answer() -> None:
    given = [
        ("request-id", "req_1"),
        ("set-cookie", "s"),
        ("x-echo", "s"),
        ("anthropic-ratelimit-tokens-remaining", "9"),
        ("via", "a"),
        ("via", "b"),
    ]
    kept = {"request-id": "req_1", "anthropic-ratelimit-tokens-remaining": "9", "via": "a, b"}
    assert redaction.received(given) == kept


def test_a_flood_of_headers_is_bounded() -> None:
    kept = redaction.received([(f"anthropic-fast-{number}", "x" * 100_000) for number in range(1000)])
    assert len(json.dumps(kept)) < 600_000


def test_a_header_of_many_lines_is_bounded() -> None:
    kept = redaction.received([("via", "x" * 1000)] * 1000)
    assert len(kept["via"]) <= redaction.LONGEST_VALUE


@pytest.mark.parametrize(
    ("messages", "preview"),
    [
        ([{"role": "user", "content": "Hello"}], "Hello"),
        ([{"role": "user", "content": "One"}, {"role": "assistant", "content": "x"}], "One"),
        ([{"role": "user", "content": "One"}, {"role": "user", "content": "Two"}], "Two"),
        ([{"role": "user", "content": [{"type": "text", "text": "A"}, {"type": "image"}]}], "A"),
        ([{"role": "user", "content": "One"}, {"role": "user", "content": [{"type": "tool_result"}]}], "One"),
        ([{"role": "user", "content": "x" * 300}], "x" * 200),
        ([{"role": "user", "content": "a\0b"}], "a\ufffdb"),
        ("nonsense", ""),
        ([None, {"role": "user", "content": [{"type": "text", "text": 5}]}], ""),
    ],
)
def test_a_preview_is_the_beginning_of_what_the_user_said_last(messages: Any, preview: str) -> None:
    assert prompt.read(json.dumps({"model": "m", "messages": messages}).encode()) == prompt.Prompt("m", preview)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"model": 5}'])
def test_a_body_that_says_nothing_has_no_model_and_no_preview(body: bytes) -> None:
    assert prompt.read(body) == prompt.Prompt("", "")
