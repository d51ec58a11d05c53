import json
from typing import Any

import pytest

from betas.models import UpstreamKey
from tests.conftest import MakeExchange
from tests.playground.conftest import MakeForm

TURN = {"role": "user", "content": "Name a river."}
LEAST = {"model": "claude-opus-5-5", "max_tokens": 64, "messages": [TURN]}
COUNT = "/v1/messages/count_tokens"


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({}, LEAST),
        ({"system": "Be terse."}, LEAST | {"system": "Be terse."}),
        ({"stream": "on"}, LEAST | {"stream": True}),
        ({"further": '{"thinking": {"type": "adaptive"}}'}, LEAST | {"thinking": {"type": "adaptive"}}),
        ({"max_tokens": "0"}, LEAST | {"max_tokens": 0}),
        ({"thinking": "adaptive", "budget_tokens": "9"}, LEAST | {"thinking": {"type": "adaptive"}}),
        ({"thinking": "enabled", "budget_tokens": "9"}, LEAST | {"thinking": {"type": "enabled", "budget_tokens": 9}}),
        ({"tool_choice": "tool", "chosen_tool": "t"}, LEAST | {"tool_choice": {"type": "tool", "name": "t"}}),
        (
            {"tool_choice": "any", "one_tool": "on"},
            LEAST | {"tool_choice": {"type": "any", "disable_parallel_tool_use": True}},
        ),
        ({"stop_sequences": "END\r\n\r\n STOP"}, LEAST | {"stop_sequences": ["END", " STOP"]}),
        ({"user_id": "u-1"}, LEAST | {"metadata": {"user_id": "u-1"}}),
        ({"temperature": "0", "top_p": "0.9", "top_k": "5"}, LEAST | {"temperature": 0, "top_p": 0.9, "top_k": 5}),
        ({"kind": ["json"], "text": ["[]"]}, LEAST | {"messages": [{"role": "user", "content": []}]}),
        ({"further": '{"stream": false}'}, LEAST | {"stream": False}),
        ({"text": ["two\r\nlines"]}, LEAST | {"messages": [{"role": "user", "content": "two\nlines"}]}),
        ({"text": [""], "further": '{"messages": []}'}, LEAST | {"messages": []}),
        ({"model": "", "further": '{"model": 5}'}, LEAST | {"model": 5}),
        ({"path": COUNT, "stream": "on"}, {"model": "claude-opus-5-5", "messages": [TURN]}),
        (
            {"role": ["user", "assistant"], "text": ["Hi", " Hello "]},
            LEAST | {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " Hello "}]},
        ),
    ],
)
def test_the_body_is_what_the_form_says(form: MakeForm, fields: dict[str, Any], body: dict[str, Any]) -> None:
    filled = form(**fields)
    assert filled.is_valid(), filled.errors
    assert json.loads(filled.call.body) == body


def test_forms_share_no_destinations(form: MakeForm, team_key: UpstreamKey) -> None:
    earlier = form()
    team_key.delete()
    later = form()
    fields: list[Any] = [each.fields["upstream"] for each in (earlier, later)]
    assert [[label for _value, label in field.choices] for field in fields] == [
        ["Simulator", "Claude API · Team …xxxx"],
        ["Simulator"],
    ]


def test_forms_share_no_exchange_that_they_continue(form: MakeForm, make_exchange: MakeExchange) -> None:
    continuing = form(parent=str(make_exchange().pk))
    fields: list[Any] = [each.fields["parent"] for each in (continuing, form())]
    assert [field.queryset.count() for field in fields] == [1, 0]


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"further": '{\n  "a": 1,\n  b: 2}'}, "further", "line 3, column 3"),
        ({"further": "[1]"}, "further", "object"),
        ({"further": '{"a": NaN}'}, "further", "NaN"),
        ({"further": '{"a": 1e999}'}, "further", "range"),
        ({"further": "[" * 100_000}, "further", "Not JSON"),
        ({"further": '{"model": "x", "system": "y"}'}, "further", "model."),
        ({"further": '{"system": "y"}', "system": "z"}, "further", "system"),
        ({"further": '{"messages": []}'}, "further", "messages"),
        ({"further": '{"stream": true}', "stream": "on"}, "further", "stream"),
        ({"further": '{"a": 1, "a": 2}'}, "further", "“a” stands twice"),
        ({"kind": ["json"], "text": ['{"a": }']}, "turns", "Turn 1: Not JSON at line 1, column 7"),
        ({"temperature": "warm"}, "temperature", "such as 0.7"),
        ({"temperature": "true"}, "temperature", "such as 0.7"),
        ({"thinking": "hard"}, "thinking", "valid choice"),
        ({"view": "json", "json": ""}, "json", "needed here"),
        ({"view": "json", "json": "[]"}, "json", "object"),
        ({"view": "json", "json": '{\n "a" 1}'}, "json", "line 2, column 6"),
        ({"view": "picture"}, "view", "valid choice"),
        ({"model": ""}, "model", "Which model?"),
        ({"max_tokens": ""}, "max_tokens", "How many"),
        ({"max_tokens": "-1"}, "max_tokens", "0"),
        ({"max_tokens": "many"}, "max_tokens", "whole number"),
        ({"text": ["  "]}, "turns", "at least one turn"),
        ({"role": ["user", "user"], "text": ["Hi", ""]}, "turns", "Turn 2 is empty"),
        ({"role": ["assistant"]}, "turns", "turn of the user"),
        ({"role": ["system"]}, "turns", "Turn 1: there is no such role"),
        ({"upstream": "https://evil.example"}, "upstream", "Choose again"),
        ({"path": "/v1/complete"}, "path", "valid choice"),
        ({"api_version": "2020-01-01"}, "api_version", "valid choice"),
        ({"fault": "explode"}, "fault", "valid choice"),
        ({"parent": "0192d6e0-0000-7000-8000-000000000000"}, "parent", "cannot be found"),
        ({"free": "naïve-2025-01-01"}, "free", r"na\xefve-2025-01-01"),
        ({"free": "a\x01b"}, "free", r"a\x01b"),
        ({"free": "two words"}, "free", "two words"),
        ({"betas": ["a,b"]}, "free", "a,b"),
        ({"betas": ["a\r\nx-evil: 1"]}, "free", "beta name"),
        ({"free": ",".join(f"b{n:0>120}" for n in range(70))}, "free", "8192 bytes"),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(
    form: MakeForm, fields: dict[str, Any], field: str, words: str
) -> None:
    assert words in " ".join(map(str, form(**fields).errors[field]))


def test_a_bad_name_is_said_beside_everything_else_that_is_wrong(form: MakeForm) -> None:
    assert set(form(free="a b", model="", text=[""]).errors) == {"free", "model", "turns"}


def test_unreadable_further_fields_do_not_make_the_rest_missing(form: MakeForm) -> None:
    assert set(form(further="{", text=[""], model="").errors) == {"further"}


@pytest.mark.parametrize(
    ("betas", "free", "header"),
    [
        ([], "", None),
        (["a-2025-01-01"], "", "a-2025-01-01"),
        (["b", "a"], "", "b,a"),
        (["a"], "c, d\r\n\r\n e ,", "a,c,d,e"),
        (["a", "a"], "a", "a"),
    ],
)
def test_the_header_has_the_picked_names_then_the_typed_ones_each_once(
    form: MakeForm, betas: list[str], free: str, header: str | None
) -> None:
    filled = form(betas=betas, free=free)
    assert filled.is_valid(), filled.errors
    assert filled.call.beta_header == header


def test_only_the_simulator_is_asked_for_a_fault(form: MakeForm, team_key: UpstreamKey) -> None:
    simulated, real = form(fault="529"), form(fault="529", upstream=f"claude-api:{team_key.pk}")
    assert simulated.is_valid()
    assert simulated.call.extra_headers == {"x-simulator-fault": "529"}
    assert set(real.errors) == {"fault"}


def test_a_key_goes_with_its_upstream_and_is_bound_to_its_origin(form: MakeForm, team_key: UpstreamKey) -> None:
    filled = form(upstream=f"claude-api:{team_key.pk}")
    assert filled.is_valid()
    sender = filled.sender()
    assert (sender.upstream.name, sender.key, sender.key_label) == ("claude-api", team_key, "Team")
    assert sender.credential is not None
    assert sender.credential.origin == "https://api.anthropic.com"


def test_an_upstream_without_a_key_cannot_be_chosen(form: MakeForm) -> None:
    assert set(form(upstream="claude-api").errors) == {"upstream"}


def test_a_reload_has_the_same_idempotency_key_and_an_edit_another(form: MakeForm) -> None:
    first, again, edited = form(once="f00"), form(once="f00"), form(once="f00", text=["Name a lake."])
    assert all(each.is_valid() for each in (first, again, edited))
    key = first.sender().idempotency_key
    assert key == again.sender().idempotency_key
    assert key != edited.sender().idempotency_key


def test_json_is_sent_as_it_is_typed(form: MakeForm) -> None:
    typed = '{\r\n  "max_tokens": 1e1, "model": "m", "n": 123456789012345678901234567890, "messages": []}'
    filled = form(view="json", json=f"  {typed}\r\n", role=[], text=[])
    assert filled.is_valid(), filled.errors
    assert filled.call.body.decode() == typed.replace("\r\n", "\n")


@pytest.mark.parametrize(("json_text", "streams"), [('{"stream": true}', True), ('{"stream": 1}', False)])
def test_json_that_says_so_is_streamed(form: MakeForm, json_text: str, streams: bool) -> None:
    filled = form(view="json", json=json_text, stream="on")
    assert filled.is_valid(), filled.errors
    assert filled.call.stream is streams


def test_an_attachment_stands_before_the_text(form: MakeForm) -> None:
    filled = form(
        part_of=["0", "0", "7"], part_kind=["image", "document", "image"], part_source=["base64", "url", "url"],
        part_media_type=["image/png", "", ""], part_data=["iVBO\r\nRw0K", " https://a.example/b.pdf ", "lost"],
    )  # fmt: skip
    assert filled.is_valid(), filled.errors
    assert json.loads(filled.call.body)["messages"][0]["content"] == [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0K"}},
        {"type": "document", "source": {"type": "url", "url": "https://a.example/b.pdf"}},
        {"type": "text", "text": "Name a river."},
    ]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (("image", "url", "", " "), "Turn 1: an attachment is empty"),
        (("image", "base64", "", "aaaa"), "Turn 1: base64 needs its media type"),
        (("film", "url", "", "https://a.example"), "Turn 1: there is no such attachment"),
    ],
)
def test_an_attachment_that_cannot_be_sent_is_said(form: MakeForm, part: tuple[str, ...], words: str) -> None:
    names = ("part_kind", "part_source", "part_media_type", "part_data")
    filled = form(part_of=["0"], **{name: [value] for name, value in zip(names, part, strict=True)})
    assert words in str(filled.errors["turns"])


def test_tools_are_sent_and_blank_rows_are_not(form: MakeForm) -> None:
    filled = form(
        tool_type=["", "computer_20251124", ""], tool_name=["add", "computer", ""], tool_description=["Adds.", "", ""],
        tool_schema=['{"type": "object"}', "", ""], tool_further=["", '{"display_width_px": 1280}', " "],
    )  # fmt: skip
    assert filled.is_valid(), filled.errors
    assert json.loads(filled.call.body)["tools"] == [
        {"name": "add", "description": "Adds.", "input_schema": {"type": "object"}},
        {"type": "computer_20251124", "name": "computer", "display_width_px": 1280},
    ]


@pytest.mark.parametrize(
    ("schema", "further", "words"),
    [("{", "", "Tool 1: Not JSON at line 1"), ("", "[]", "object"), ("", '{"name": "b"}', "said twice: name")],
)
def test_a_tool_that_cannot_be_read_is_said(form: MakeForm, schema: str, further: str, words: str) -> None:
    row = {"tool_type": "", "tool_name": "a", "tool_description": "", "tool_schema": schema, "tool_further": further}
    assert words in str(form(**row).errors["tools"])
