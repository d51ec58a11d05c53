import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from betas.playground.body import assembled, taken_apart

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=8,
)
MESSAGE = some.fixed_dictionaries({"role": some.sampled_from(["user", "assistant"]), "content": some.text() | JSON})
BODY = some.fixed_dictionaries(
    {},
    optional={
        "model": some.text() | JSON,
        "max_tokens": some.integers() | JSON,
        "system": some.text() | JSON,
        "messages": some.lists(MESSAGE, max_size=3) | JSON,
        "thinking": JSON,
    },
)


@given(BODY)
def test_a_body_taken_apart_and_put_together_is_the_same(body: dict[str, Any]) -> None:
    values = taken_apart(body)
    stated = {name: values[name] for name in ("model", "max_tokens", "system")}
    turns = [turn for turn in values["turns"] if turn["text"]]
    further = json.loads(values["further"]) if values["further"] else {}
    assert assembled(stated, turns, further) == body


@pytest.mark.parametrize(("stream", "shown"), [(True, True), (False, False), ("yes", False)])
def test_the_checkbox_shows_whether_it_streamed(stream: object, shown: bool) -> None:
    assert taken_apart({"stream": stream})["stream"] is shown


def test_messages_that_are_no_plain_turns_stay_whole_among_the_further_fields() -> None:
    messages = [{"role": "user", "content": "Hi"}, {"role": "user", "content": [{"type": "text", "text": "there"}]}]
    values = taken_apart({"messages": messages})
    assert json.loads(values["further"]) == {"messages": messages}
    assert values["turns"] == [{"role": "user", "text": ""}]
