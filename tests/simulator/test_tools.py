"""Which tool is called, and with what."""

from typing import Any

import pytest

from tests.simulator.checker import holds
from tests.simulator.conftest import Ask

WEATHER: dict[str, Any] = {
    "name": "get_weather",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string", "minLength": 3}, "unit": {"enum": ["c", "f"]}},
        "required": ["city", "unit"],
    },
}
ADD: dict[str, Any] = {
    "name": "addNumbers",
    "input_schema": {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
}
BASH = {"type": "bash_20250124", "name": "bash"}
SEARCH = {"type": "web_search_20260318", "name": "web_search"}


def said(text: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": text}]


def calls(message: dict[str, Any]) -> list[str]:
    return [block["name"] for block in message["content"] if block["type"] == "tool_use"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is the weather in Paris?", ["get_weather"]),
        ("Please add 2 and 3", ["addNumbers"]),
        ("Use get_weather now", ["get_weather"]),
        ("Call a tool", ["get_weather"]),
        ("Hello", []),
        ("Get me out of here", []),
    ],
)
def test_a_tool_is_called_when_the_last_turn_asks_for_it(ask: Ask, text: str, expected: list[str]) -> None:
    message = ask(messages=said(text), tools=[WEATHER, ADD]).json
    assert calls(message) == expected
    assert message["stop_reason"] == ("tool_use" if expected else "end_turn")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"type": "any"}, ["get_weather"]),
        ({"type": "tool", "name": "addNumbers"}, ["addNumbers"]),
        ({"type": "none"}, []),
        ({"type": "auto"}, []),
    ],
)
def test_tool_choice_is_heeded(ask: Ask, choice: dict[str, Any], expected: list[str]) -> None:
    message = ask(tools=[WEATHER, ADD], tool_choice=choice).json
    assert calls(message) == expected


def test_any_tool_still_means_the_one_asked_for(ask: Ask) -> None:
    message = ask(messages=said("Add these numbers"), tools=[WEATHER, ADD], tool_choice={"type": "any"}).json
    assert calls(message) == ["addNumbers"]


def test_a_forced_call_comes_without_a_word(ask: Ask) -> None:
    content = ask(tools=[WEATHER], tool_choice={"type": "any"}).json["content"]
    assert [block["type"] for block in content] == ["tool_use"]


def test_the_input_satisfies_the_tools_schema(ask: Ask) -> None:
    block = ask(tools=[WEATHER], tool_choice={"type": "any"}).json["content"][0]
    assert holds(WEATHER["input_schema"], block["input"])
    assert block["id"].startswith("toolu_")


def test_a_tool_result_gets_a_text_that_repeats_it(ask: Ask) -> None:
    call = ask(messages=said("weather?"), tools=[WEATHER]).json
    result = {"type": "tool_result", "tool_use_id": call["content"][-1]["id"], "content": "22 degrees"}
    turns = [
        *said("weather?"),
        {"role": "assistant", "content": call["content"]},
        {"role": "user", "content": [result]},
    ]
    heard = ask(messages=turns, tools=[WEATHER])
    assert heard.json["stop_reason"] == "end_turn"
    assert "Tool results: “22 degrees”" in heard.text


def test_a_tool_that_the_client_runs_gets_a_harmless_input(ask: Ask) -> None:
    block = ask(tools=[BASH], tool_choice={"type": "any"}).json["content"][0]
    assert block["input"] == {"command": "echo simulated"}


def test_a_tool_of_the_server_is_never_called(ask: Ask) -> None:
    assert calls(ask(messages=said("web search please"), tools=[SEARCH]).json) == []


def test_a_call_that_does_not_fit_is_not_made(ask: Ask) -> None:
    message = ask(tools=[WEATHER], tool_choice={"type": "any"}, max_tokens=1).json
    assert (calls(message), message["stop_reason"]) == ([], "max_tokens")


def test_thinking_between_tools_comes_after_a_result(ask: Ask) -> None:
    result = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "1"}]}
    thinking = {"type": "between_tools"}
    assert ask(thinking=thinking).json["content"][0]["type"] == "text"
    assert ask(thinking=thinking, messages=[result]).json["content"][0]["type"] == "thinking"


@pytest.mark.parametrize(
    "properties", [{"a": {"type": "integer", "minimum": "low"}}, [], {"a": {"type": "string", "pattern": "(?<"}}]
)
def test_a_schema_that_is_none_is_refused(ask: Ask, properties: Any) -> None:
    tool = {"name": "add", "input_schema": {"type": "object", "properties": properties, "required": ["a"]}}
    heard = ask(tools=[tool], tool_choice={"type": "any"})
    assert heard.status == 400
    assert "JSON schema is invalid" in heard.error
