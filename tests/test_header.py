import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas import header
from betas.header import MalformedBeta


@pytest.mark.parametrize("name", ["a", "A", "7", "mcp-client-2025-11-20", "a.b_c:d-e", "x" * 128])
def test_a_beta_name_is_valid(name: str) -> None:
    assert header.valid(name) == name


@pytest.mark.parametrize("name", [" a", "a ", "\ta", "a\t", " \t a\t \t"])
def test_space_around_a_name_goes(name: str) -> None:
    assert header.valid(name) == "a"


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "a,b", ",", "a b", "-a", ".a", "_a", ":a", "x" * 129, "a\n", "\na", "a\r", "a\r\nx: y", "a\x00",
        "a\x0b", "a\x7f", "a\x85", "a\xa0", "\u3000a", "é", "\u212a", "a\u0301", "a\u200b", "٣", "🙂", "\ud800", "a;b",
        'a"', "a'", "a=b", "a/b", "a\\b", "a%20", "a\tb",
    ],
)  # fmt: skip
def test_what_is_no_name_is_malformed(name: str) -> None:
    with pytest.raises(MalformedBeta) as raised:
        header.valid(name)
    assert raised.value.name == name
    assert str(raised.value).isprintable()


@given(st.text())
def test_h1_whatever_is_valid_travels_as_it_is(text: str) -> None:
    try:
        name = header.valid(text)
    except MalformedBeta:
        return
    assert re.fullmatch(r"[!-~]{1,128}", name)
    assert "," not in name
    assert header.split([name]) == [name]


@given(st.text(alphabet=st.sampled_from("aZ09._:-, \t\r\n\x00\x0b\x7f\x85\xa0é"), max_size=6))
def test_h1_near_names_are_valid_or_malformed_and_nothing_between(text: str) -> None:
    trimmed = text.strip(" \t")
    if re.fullmatch("[aZ09._:-]+", trimmed) and trimmed[0] in "aZ09":
        assert header.valid(text) == trimmed
    else:
        with pytest.raises(MalformedBeta):
            header.valid(text)


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ([], []),
        ([""], []),
        (["a"], ["a"]),
        (["a,b"], ["a", "b"]),
        (["a, b ,\tc"], ["a", "b", "c"]),
        (["a,b", "c"], ["a", "b", "c"]),
        ([",,a,,", " "], ["a"]),
        (["a,a"], ["a", "a"]),
        (["not a name"], ["not a name"]),
    ],
)
def test_a_header_as_received_is_split(lines: list[str], names: list[str]) -> None:
    assert header.split(lines) == names


def test_of_duplicates_the_first_is_sent() -> None:
    assert header.to_send(["b", " a", "b ", "a"]) == ("b", "a")


def test_nothing_is_sent_of_a_list_with_a_malformed_name() -> None:
    with pytest.raises(MalformedBeta) as raised:
        header.to_send(["a", "b c", "d e"])
    assert raised.value.name == "b c"


def test_names_are_joined_by_commas_alone() -> None:
    assert header.join(["a", "b"]) == "a,b"


@given(st.lists(st.from_regex(header.NAME, fullmatch=True), unique=True))
def test_what_is_joined_is_split_again(names: list[str]) -> None:
    assert header.split([header.join(header.to_send(names))]) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a-1, b-2", ("a-1", "b-2")),
        (" a-1 ,b-2\t", (" a-1 ", "b-2\t")),
        ("a-1,, ,", ("a-1",)),
        ("", ()),
    ],
)
def test_a_raw_header_keeps_the_space_that_is_not_usual(text: str, names: tuple[str, ...]) -> None:
    assert header.as_written(text) == names
