"""The anthropic-beta header as the stand-in reads it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betas.simulator.request import Request


def names(*lines: str) -> tuple[str, ...]:
    return Request.of("POST", "/v1/messages", [("Anthropic-Beta", line) for line in lines], b"").betas()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), ()),
        (("",), ()),
        (("a,b",), ("a", "b")),
        (("a, b",), ("a", "b")),
        ((" a ,\tb ",), ("a", "b")),
        (("a,,b,",), ("a", "b")),
        (("a", "b"), ("a", "b")),
        (("a,b", "c"), ("a", "b", "c")),
        (("b,a,b", "a"), ("b", "a")),
        (("A,a",), ("A", "a")),
    ],
)
def test_every_line_is_split_stripped_and_kept_in_order(lines: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert names(*lines) == expected


BARE = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=","), min_size=1)


@settings(deadline=None)
@given(st.lists(BARE))
def test_names_survive_any_spacing_and_any_split_into_lines(wanted: list[str]) -> None:
    unique = tuple(dict.fromkeys(wanted))
    assert names(" ,\t".join(wanted)) == unique
    assert names(*wanted) == unique
