"""The history's language while one types: what cannot be read is explained, the last term is completed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from betas.history.finding import find
from betas.history.query import LANGUAGE
from betas.models import Exchange
from betas.query import Problem, Unreadable
from betas.query.help import suggestions
from tests.query.conftest import NOW


@pytest.mark.parametrize(
    ("query", "said", "instead"),
    [
        ("stauts:400", "nearest is “status”", "status:400"),
        ("status:abc", "no number", None),
        ("state:lost", "There is no state “lost”", None),
        ("state:canceled", "nearest is “cancelled”", "state:cancelled"),
        ("source:gatway", "nearest is “gateway”", "source:gateway"),
        ("has:thinkin", "nearest is “thinking”", "has:thinking"),
        ("is:refused", "There is no is “refused”", None),
        ("is:faild", "nearest is “failed”", "is:failed"),
        ("model>opus", "cannot be compared", "model:opus"),
        ("since:yesterday", "no date", None),
        ("ms>fast", "no number", None),
        ("beta:", "says nothing", None),
        ('"open', "not closed", '"open"'),
    ],
)
def test_what_cannot_be_read_is_explained(six: None, query: str, said: str, instead: str | None) -> None:
    with pytest.raises(Unreadable) as raised:
        LANGUAGE.conditions(query, now=NOW)
    [problem] = raised.value.problems
    assert said in problem.message
    assert instead is None or problem.corrected(query) == instead


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from("abe:<>=-\"*,. 19ßx你'()\n\x00") | st.characters(), max_size=20)
        | st.tuples(
            st.sampled_from([f"{sign}{field.name}" for field in LANGUAGE.fields for sign in ("", "-")]),
            st.sampled_from([":", ">", "<=", ":>="]),
            st.sampled_from(["a", "none", "4xx", "4", "now-3d", "2026", "a*", '"a b"', "yes", "failed", "tools,note"]),
        ).map("".join),
        max_size=5,
    ).map(" ".join)
)
@example('"NEAR(a b)" AND OR NOT ^x {y} z:')
@example("-* * -")
def test_any_text_is_a_condition_or_is_explained(query: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        asked = LANGUAGE.conditions(query)
        find(Exchange.objects.for_list(), asked, size=5)
    except Unreadable as error:
        problems = error.problems
        assert problems
    assert all(problem.message for problem in problems)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("sou", "source:"),
        ("-sta", "-status>="),
        ("elbe is:st", "elbe is:starred"),
        ("has:mcp", "has:mcp_servers"),
        ("failure:time", "failure:timeout"),
        ("state:failed,c", "state:failed,cancelled"),
        ("error:over", "error:overloaded_error"),
    ],
)
def test_the_last_term_is_completed(six: None, query: str, first: str) -> None:
    assert suggestions(LANGUAGE, query)[0].query == first
