"""Programs written with the official SDKs meet the simulator behind the real server."""

from typing import Any

import pytest

from tests.sdk.conftest import Seen

pytestmark = pytest.mark.sdk


def message_of(error: dict[str, Any]) -> str:
    """The message inside the API's envelope, which the SDK hands on whole."""
    message: str = error["body"]["error"]["message"]
    return message


def test_a_message_is_created(sdk: Seen) -> None:
    created = sdk["create"]
    assert "betas context-management-2025-06-27, compact-2026-01-12" in created["text"]
    assert created["stop_reason"] == "end_turn"
    assert created["tokens"] > 10
    assert created["request_id"].startswith("req_")


def test_a_message_is_streamed(sdk: Seen) -> None:
    streamed = sdk["stream"]
    assert streamed["pieces"] > 10
    assert streamed["text"] == streamed["final"]
    assert "stream yes" in streamed["text"]
    assert streamed["stop_reason"] == "end_turn"
    assert streamed["tokens"] > 10


def test_a_tool_is_called_and_answered(sdk: Seen) -> None:
    tools = sdk["tools"]
    assert (tools["name"], tools["stop_reason"]) == ("get_weather", "tool_use")
    assert isinstance(tools["input"]["city"], str)
    assert tools["after_reason"] == "end_turn"
    assert "22 degrees" in tools["after"]


def test_a_tool_call_is_streamed(sdk: Seen) -> None:
    assert sdk["tool_stream"] == {"types": ["tool_use"], "input": {"city": "simulated"}}


def test_thinking_comes_first_and_signed(sdk: Seen) -> None:
    assert sdk["thinking"] == {"types": ["thinking", "text"], "signed": True}


def test_tokens_are_counted_with_and_without_betas(sdk: Seen) -> None:
    assert sdk["count"]["tokens"] == sdk["count"]["beta"] > 0


def test_models_are_listed_page_by_page_and_one_by_one(sdk: Seen) -> None:
    models = sdk["models"]
    assert len(models["ids"]) > 20
    assert len(set(models["ids"])) == len(models["ids"])
    assert (models["id"], models["name"]) == ("claude-opus-5-5", "Claude Opus 5.5")


def test_refused_betas_are_a_bad_request_with_the_apis_message(sdk: Seen) -> None:
    error = sdk["refused"]
    assert (error["error"], error["status"]) == ("BadRequestError", 400)
    assert message_of(error).startswith(
        "Unexpected value(s) `nope-2020-01-01`, `nada-2020-01-01` for the `anthropic-beta` header."
    )
    assert "nope-2020-01-01" in error["message"]
    assert error["body"]["request_id"] == error["request_id"]


def test_a_closed_gate_is_a_bad_request_that_names_the_field(sdk: Seen) -> None:
    error = sdk["gate"]
    assert (error["error"], error["status"]) == ("BadRequestError", 400)
    assert message_of(error) == "context_management: Extra inputs are not permitted"


@pytest.mark.parametrize("case", ["refused", "gate", "unauthenticated"])
def test_what_cannot_help_is_not_tried_again(sdk: Seen, case: str) -> None:
    assert sdk.hits[case] == 1


def test_a_wrong_key_is_an_authentication_error(sdk: Seen) -> None:
    error = sdk["unauthenticated"]
    assert (error["error"], error["status"]) == ("AuthenticationError", 401)


def test_a_rate_limit_is_tried_three_times(sdk: Seen) -> None:
    assert (sdk["rate_limited"]["error"], sdk["rate_limited"]["status"]) == ("RateLimitError", 429)
    assert sdk.hits["rate_limited"] == 3


def test_an_overload_is_tried_three_times(sdk: Seen) -> None:
    assert sdk["overloaded"]["status"] == 529
    assert sdk["overloaded"]["error"] in ("OverloadedError", "InternalServerError")
    assert sdk.hits["overloaded"] == 3


def test_the_attempt_that_is_answered_counts(sdk: Seen) -> None:
    assert sdk["rate_limited_twice"]["stop_reason"] == "max_tokens"
    assert sdk.hits["rate_limited_twice"] == 3
    assert sdk["overloaded_once"]["stop_reason"] == "max_tokens"
    assert sdk.hits["overloaded_once"] == 2


def test_an_error_in_mid_stream_is_raised_once(sdk: Seen) -> None:
    error = sdk["mid_stream"]
    assert error["body"]["error"]["type"] == "overloaded_error"
    assert sdk.hits["mid_stream"] == 1
