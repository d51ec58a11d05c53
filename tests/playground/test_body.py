import json
from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from betas.models import Project, User
from betas.models.choices import Role
from betas.playground.body import taken_apart
from betas.playground.forms import PlaygroundForm
from betas.playground.page import context
from betas.playground.turns import turn
from tests.playground.posted import posted

ODD = some.sampled_from(
    ["", " ", "\n", "\n x", "x\r\ny", "\r", "\x00", "é\u2028😀", "</textarea>", '"><b', "{{ x }}", "on"]
)
TEXT = some.text(max_size=12) | ODD
NUMBER = (
    some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.sampled_from([0, 1, 1.0, 1e3, -0.0])
)
JSON = some.recursive(
    some.none() | some.booleans() | NUMBER | TEXT,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def exact(**fields: Any) -> some.SearchStrategy[dict[str, Any]]:
    return some.fixed_dictionaries(
        {name: some.just(each) if isinstance(each, str) else each for name, each in fields.items()}
    )


SOURCE = (
    exact(type="url", url=TEXT) | exact(type="base64", media_type=TEXT, data=TEXT) | exact(type="file", file_id=TEXT)
)
PART = exact(type=some.sampled_from(["image", "document", "audio"]), source=SOURCE)
BLOCK = PART | exact(type="text", text=TEXT)
MESSAGE = exact(
    role=some.sampled_from(["user", "assistant", "user", "system"]), content=TEXT | some.lists(BLOCK) | JSON
)
TOOL = some.fixed_dictionaries(
    {}, optional={"type": TEXT | JSON, "name": TEXT, "description": TEXT, "input_schema": JSON, "strict": JSON}
)
CHOICE = exact(type=some.sampled_from(["auto", "any", "none", "tool"])) | exact(type="tool", name=TEXT)
ONE_TOOL = exact(type="any", disable_parallel_tool_use=some.sampled_from([True, False, 1]))
THINKING = exact(type=some.sampled_from(["adaptive", "enabled", "disabled"])) | exact(
    type="enabled", budget_tokens=NUMBER
)
BODY = some.fixed_dictionaries(
    {},
    optional={
        "model": TEXT | JSON,
        "max_tokens": NUMBER | JSON,
        "system": TEXT | JSON,
        "messages": some.lists(MESSAGE, max_size=3) | JSON,
        "tools": some.lists(TOOL, max_size=3) | JSON,
        "tool_choice": CHOICE | ONE_TOOL | JSON,
        "thinking": THINKING | JSON,
        "stop_sequences": some.lists(TEXT, max_size=3) | JSON,
        "metadata": exact(user_id=TEXT) | JSON,
        "temperature": NUMBER | JSON,
        "top_p": NUMBER | JSON,
        "top_k": NUMBER | JSON,
        "stream": JSON,
        "betas": JSON,
        "": JSON,
    },
)


def exactly(body: object) -> str:
    """Tells 1 from 1.0 and from true."""
    return json.dumps(body, sort_keys=True)


def anything(body: dict[str, Any]) -> some.SearchStrategy[dict[str, Any]]:
    return some.dictionaries(TEXT, JSON, max_size=2).map(lambda more: body | more)


@pytest.fixture
def through_the_page(loaded: None, person: Callable[[Role], User], project: Project) -> Callable[..., PlaygroundForm]:
    """The page of a body as the form, and what a browser posts of it as a draft."""
    who: dict[str, Any] = {"user": person(Role.TESTER), "project": project}
    beside = context(PlaygroundForm(**who))

    def make(body: dict[str, Any]) -> PlaygroundForm:
        form = PlaygroundForm(initial=taken_apart(body), **who)
        html = render_to_string("playground/_as_form.html", beside | {"form": form})
        return PlaygroundForm(posted(html), draft=True, **who)

    return make


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=BODY.flatmap(anything))
def test_a_body_shown_in_the_form_and_posted_is_the_same(
    through_the_page: Callable[..., PlaygroundForm], body: dict[str, Any]
) -> None:
    form = through_the_page(body)
    assert form.is_valid(), form.errors
    assert exactly(form.body) == exactly(body)


@pytest.mark.parametrize(("stream", "shown"), [(True, True), (False, False), ("yes", False)])
def test_the_checkbox_shows_whether_it_streamed(stream: object, shown: bool) -> None:
    assert taken_apart({"stream": stream})["stream"] is shown


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Hi", "text"),
        ([{"type": "image", "source": {"type": "url", "url": "https://a.example/b.png"}}], "text"),
        ([{"type": "image", "source": {"type": "url", "url": "a b"}}], "json"),
        ([{"type": "text", "text": "Hi"}], "json"),
        ([{"type": "tool_result", "tool_use_id": "t", "content": "4"}], "json"),
        ("line\rline", "json"),
        (None, "json"),
    ],
)
def test_content_is_shown_as_plainly_as_it_can_be(content: object, kind: str) -> None:
    values = taken_apart({"messages": [{"role": "user", "content": content}]})
    assert [each["kind"] for each in values["turns"]] == [kind]
    assert values["further"] == ""


def test_messages_that_are_more_than_role_and_content_stay_whole_among_the_further_fields() -> None:
    messages = [{"role": "user", "content": "Hi"}, {"role": "user", "content": "there", "cache": True}]
    values = taken_apart({"messages": messages})
    assert json.loads(values["further"]) == {"messages": messages}
    assert values["turns"] == [turn("user", "")]
