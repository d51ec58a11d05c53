import json
from typing import Any

import pytest

from betas.models import UpstreamKey
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
        ({"further": '{"stream": true}'}, "further", "checkbox"),
        ({"model": ""}, "model", "Which model?"),
        ({"max_tokens": ""}, "max_tokens", "How many"),
        ({"max_tokens": "-1"}, "max_tokens", "0"),
        ({"max_tokens": "many"}, "max_tokens", "whole number"),
        ({"text": ["  "]}, "turns", "at least one turn"),
        ({"role": ["user", "user"], "text": ["Hi", ""]}, "turns", "Turn 2 is empty"),
        ({"role": ["assistant"]}, "turns", "turn of the user"),
        ({"role": ["system"]}, "turns", "Turn 1 has no such role"),
        ({"upstream": "https://evil.example"}, "upstream", "valid choice"),
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
