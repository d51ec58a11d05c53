"""What a program does with the official Python SDK, run by the interpreter that has it: JSON of what it saw.

Arguments: base URL, model. The same as ts/cases.mjs does.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import anthropic

BASE_URL, MODEL = sys.argv[1:3]
HELLO = [{"role": "user", "content": "Hello"}]
WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city.",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
ASKED = [{"role": "user", "content": "What is the weather in Paris?"}]
QUICK = "retry-after=0.05"


def client(case: str, fault: str = "") -> Any:
    """Typed loosely: the two SDKs differ. The server's log tells the cases apart by `x-case`."""
    headers = {"x-case": case, **({"x-simulator-fault": fault} if fault else {})}
    return anthropic.Anthropic(api_key="sk-any", base_url=BASE_URL, default_headers=headers)


def create(sdk: Any) -> Any:
    message = sdk.beta.messages.create(
        model=MODEL, max_tokens=300, messages=HELLO, betas=["context-management-2025-06-27", "compact-2026-01-12"],
        context_management={"edits": []},
    )  # fmt: skip
    return {
        "text": message.content[0].text, "stop_reason": message.stop_reason,
        "tokens": message.usage.output_tokens, "request_id": message._request_id,
    }  # fmt: skip


def stream(sdk: Any) -> Any:
    with sdk.messages.stream(model=MODEL, max_tokens=300, messages=HELLO) as events:
        pieces = list(events.text_stream)
        message = events.get_final_message()
    return {
        "pieces": len(pieces), "text": "".join(pieces), "final": message.content[0].text,
        "stop_reason": message.stop_reason, "tokens": message.usage.output_tokens,
    }  # fmt: skip


def tools(sdk: Any) -> Any:
    call = sdk.messages.create(model=MODEL, max_tokens=300, messages=ASKED, tools=[WEATHER])
    used = call.content[-1]
    result = {"type": "tool_result", "tool_use_id": used.id, "content": "22 degrees"}
    turns = [*ASKED, {"role": "assistant", "content": call.content}, {"role": "user", "content": [result]}]
    after = sdk.messages.create(model=MODEL, max_tokens=300, messages=turns, tools=[WEATHER])
    return {
        "name": used.name, "input": used.input, "stop_reason": call.stop_reason,
        "after": after.content[0].text, "after_reason": after.stop_reason,
    }  # fmt: skip


def tool_stream(sdk: Any) -> Any:
    choice = {"type": "tool", "name": "get_weather"}
    with sdk.messages.stream(
        model=MODEL, max_tokens=300, messages=HELLO, tools=[WEATHER], tool_choice=choice
    ) as events:
        message = events.get_final_message()
    return {"types": [block.type for block in message.content], "input": message.content[0].input}


def thinking(sdk: Any) -> Any:
    config = {"type": "enabled", "budget_tokens": 1024}
    with sdk.messages.stream(model=MODEL, max_tokens=2048, messages=HELLO, thinking=config) as events:
        message = events.get_final_message()
    first = message.content[0]
    return {"types": [block.type for block in message.content], "signed": bool(first.signature and first.thinking)}


def count(sdk: Any) -> Any:
    counted = sdk.messages.count_tokens(model=MODEL, messages=HELLO)
    beta = sdk.beta.messages.count_tokens(model=MODEL, messages=HELLO)
    return {"tokens": counted.input_tokens, "beta": beta.input_tokens}


def models(sdk: Any) -> Any:
    listed = [model.id for model in sdk.models.list(limit=3)]
    one = sdk.models.retrieve(MODEL)
    return {"ids": listed, "id": one.id, "name": one.display_name}


def refused(sdk: Any) -> Any:
    return sdk.beta.messages.create(
        model=MODEL, max_tokens=9, messages=HELLO, betas=["compact-2026-01-12", "nope-2020-01-01", "nada-2020-01-01"]
    )


def gate(sdk: Any) -> Any:
    return sdk.beta.messages.create(model=MODEL, max_tokens=9, messages=HELLO, context_management={"edits": []})


def plain(sdk: Any) -> Any:
    message = sdk.messages.create(model=MODEL, max_tokens=9, messages=HELLO)
    return {"stop_reason": message.stop_reason}


def streamed(sdk: Any) -> Any:
    with sdk.messages.stream(model=MODEL, max_tokens=300, messages=HELLO) as events:
        return {"text": events.get_final_text()}


CASES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "create": (create, ""),
    "stream": (stream, ""),
    "tools": (tools, ""),
    "tool_stream": (tool_stream, ""),
    "thinking": (thinking, ""),
    "count": (count, ""),
    "models": (models, ""),
    "refused": (refused, ""),
    "gate": (gate, ""),
    "unauthenticated": (plain, "401"),
    "rate_limited": (plain, f"429;{QUICK}"),
    "rate_limited_twice": (plain, f"429;{QUICK};times=2"),
    "overloaded": (plain, f"529;{QUICK}"),
    "overloaded_once": (plain, f"529;{QUICK};times=1"),
    "mid_stream": (streamed, "error_mid_stream"),
}


def seen(case: str) -> Any:
    """What a case returns, or the error it raises as the SDK shows it."""
    do, fault = CASES[case]
    with client(case, fault) as sdk:
        try:
            return do(sdk)
        except anthropic.APIStatusError as error:
            return {
                "error": type(error).__name__, "status": error.status_code, "body": error.body,
                "message": str(error), "request_id": error.response.headers.get("request-id"),
            }  # fmt: skip


print(json.dumps({case: seen(case) for case in CASES}))  # noqa: T201
