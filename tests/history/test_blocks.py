"""What a message looks like as blocks, whatever shape it has."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.history import blocks
from betas.history.blocks import Block, Run, shown
from betas.history.citations import Source
from betas.upstream.answer import Answer, ErrorBody, read
from betas.upstream.call import Outcome


def answer(*content: Any, **fields: Any) -> Answer:
    body = json.dumps({"type": "message", "content": list(content), **fields}).encode()
    return read(False, Outcome("done", status=200), body)


def only(*content: Any, **fields: Any) -> Block:
    [block] = shown(answer(*content, **fields)).blocks
    return block


def result(kind: str, content: Any, **fields: Any) -> Block:
    return only({"type": kind, "tool_use_id": "toolu_1", "content": content, **fields})


@pytest.mark.parametrize(
    ("block", "look", "title", "name"),
    [
        ({"type": "thinking", "thinking": "Hm", "signature": "x"}, "thinking", "Thinking", ""),
        ({"type": "thinking", "thinking": ""}, "note", "Thinking, kept back by the API", ""),
        ({"type": "redacted_thinking", "data": "eA=="}, "note", "Thinking, encrypted by the API", ""),
        ({"type": "tool_use", "id": "toolu_1", "name": "add", "input": {"a": 2}}, "call", "Tool call", "add"),
        (
            {"type": "server_tool_use", "name": "web_search", "input": {}},
            "call",
            "Tool call, run by the API",
            "web_search",
        ),
        (
            {"type": "mcp_tool_use", "server_name": "files", "name": "list", "input": {}},
            "call",
            "Tool call to an MCP server",
            "files.list",
        ),
        ({"type": "compaction", "content": "So far"}, "thinking", "Earlier turns, compacted to a summary", ""),
        ({"type": "compaction", "content": None}, "note", "A compaction that gave no summary", ""),
        (
            {"type": "fallback", "from": {"model": "a"}, "to": {"model": "b"}},
            "note",
            "Another model went on from here",
            "a → b",
        ),
        ({"type": "container_upload", "file_id": "file_1"}, "note", "File left in the container", "file_1"),
        ({"type": "mcp_tool_listing", "mcp_server_name": "s", "tools": []}, "json", "Tools of an MCP server", "s"),
        ({"type": "hologram", "depth": 3}, "json", "A block of a kind not known here", "hologram"),
        ({"type": "text", "text": 7}, "json", "A block of a kind not known here", "text"),
        ({"no": "type"}, "json", "A block of a kind not known here", ""),
        (["list"], "json", "A block of a kind not known here", ""),
        (7, "json", "A block of a kind not known here", ""),
    ],
)
def test_a_block_is_shown_as_what_it_is(block: Any, look: str, title: str, name: str) -> None:
    found = only(block)
    assert (found.look, found.title, found.name) == (look, title, name)


def test_a_call_shows_its_input_and_its_id() -> None:
    call = only({"type": "tool_use", "id": "toolu_1", "name": "add", "input": {"a": "é"}})
    assert (call.id, call.json) == ("toolu_1", '{\n  "a": "é"\n}')


def test_an_input_that_broke_off_is_shown_as_it_is() -> None:
    assert only({"type": "tool_use", "name": "add", "input": '{"a": '}).json == '"{\\"a\\": "'


@pytest.mark.parametrize(
    ("kind", "content", "look", "text"),
    [
        ("tool_result", "42", "said", "42"),
        ("mcp_tool_result", [{"type": "text", "text": "42"}], "said", "42"),
        ("code_execution_tool_result", {"stdout": "4\n", "stderr": "!", "return_code": 1}, "said", "4\n!"),
        ("web_fetch_tool_result", {"type": "web_fetch_result", "url": "https://a.example/"}, "json", ""),
        ("tool_search_tool_result", None, "", ""),
    ],
)
def test_what_a_tool_gave_back(kind: str, content: Any, look: str, text: str) -> None:
    found = result(kind, content)
    assert (found.look, found.id, found.failed) == ("result", "toolu_1", False)
    inner = found.inner[0] if found.inner else Block("")
    assert (inner.look, inner.text) == (look, text)


def test_pages_that_a_search_found_are_links() -> None:
    page = {"type": "web_search_result", "title": "Rivers", "url": "https://a.example/", "page_age": "2 days"}
    [inner] = result("web_search_tool_result", [page]).inner
    assert inner == Block("link", "Rivers", "2 days", url="https://a.example/")


def test_a_link_that_runs_something_is_none() -> None:
    [inner] = result("web_search_tool_result", [{"type": "web_search_result", "url": "javascript:alert(1)"}]).inner
    assert inner.url == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"content": "no", "is_error": True},
        {"content": {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}},
    ],
)
def test_a_tool_that_failed_says_so(fields: dict[str, Any]) -> None:
    found = only({"type": "web_search_tool_result", **fields})
    assert found.failed
    assert found.title == "Result of a tool: an error"


def test_texts_beside_each_other_are_one_and_cite_by_number() -> None:
    cited = {"type": "char_location", "document_index": 0, "document_title": "Atlas", "cited_text": "The Ob"}
    place = {**cited, "start_char_index": 0, "end_char_index": 5}
    page = {"type": "web_search_result_location", "url": "https://a.example/", "title": None, "cited_text": "x"}
    found = shown(
        answer(
            {"type": "text", "text": "The Ob", "citations": [place]},
            {"type": "text", "text": " and "},
            {"type": "text", "text": "the Lena", "citations": [page, place, "junk"]},
        )
    )
    assert found.blocks == [Block("text", runs=(Run("The Ob", (1,)), Run(" and "), Run("the Lena", (2, 1))))]
    assert found.sources == [
        Source(1, "Atlas", "characters 0–5", "", "The Ob"),
        Source(2, "https://a.example/", "", "https://a.example/", "x"),
    ]
    assert blocks.plain(found.blocks[0].runs) == "The Ob[1] and the Lena[2][1]"


def test_a_refusal_is_told_after_what_was_said() -> None:
    details = {"type": "refusal", "category": "cyber", "explanation": "No.", "recommended_model": "m"}
    found = shown(answer({"type": "text", "text": "I"}, stop_reason="refusal", stop_details=details)).blocks
    assert [block.look for block in found] == ["text", "refusal"]
    assert (found[1].name, found[1].text) == ("cyber", "No. The API recommends trying m.")


def test_a_refusal_without_details_is_still_one() -> None:
    assert only(stop_reason="refusal", stop_details=None).look == "refusal"


def test_an_error_in_mid_stream_stands_below_what_had_arrived() -> None:
    broken = Answer({"content": [{"type": "text", "text": "The"}]}, events=(), error=ErrorBody("overloaded_error", "O"))
    assert [block.look for block in shown(broken).blocks] == ["error"]
    assert [block.name for block in shown(broken).blocks] == ["overloaded_error"]


def test_counted_tokens_are_a_count() -> None:
    found = shown(read(False, Outcome("done", status=200), b'{"input_tokens": 812}')).blocks
    assert [(block.look, block.text) for block in found] == [("count", "812")]


def test_an_object_that_is_no_message_is_shown_as_json() -> None:
    [block] = shown(read(False, Outcome("done", status=200), b'{"type": "list", "data": []}')).blocks
    assert (block.look, block.name) == ("json", "list")


def test_more_than_a_page_should_hold_is_left_out() -> None:
    assert shown(answer(*[{"type": "text", "text": "x"}] * 301)).whole is False
    long = shown(answer({"type": "text", "text": "x" * 300_000}, {"type": "text", "text": "y"}))
    assert (len(long.blocks[0].runs[0].text), long.whole) == (200_000, False)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("text", "thinking", "input", "content", "citations", "name", "id", "from", "to", "tools", "is_error")
KINDS = st.sampled_from([*blocks.MAKERS, "text", "tool_result", "web_search_tool_result", "nonsense"])


@given(KINDS, st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=4), JUNK)
def test_no_shape_makes_it_stumble(kind: str, fields: dict[str, Any], details: Any) -> None:
    found = shown(answer({**fields, "type": kind}, details, stop_reason="refusal", stop_details=details))
    assert found.blocks[-1].look == "refusal"


@given(JUNK)
def test_no_message_makes_it_stumble(message: Any) -> None:
    shown(Answer({"content": message}))
