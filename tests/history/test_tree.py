"""JSON as a tree, and the way to its parts."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.history.tree import MOST_NODES, Node, grow

WHOLE = {"content": [{"type": "text", "text": "é", "a b": 1, "x/y~": None, "class": True}]}


def every(node: Node) -> list[Node]:
    return [node, *(below for child in node.children for below in every(child))]


@pytest.mark.parametrize(
    ("at", "path", "look", "value"),
    [
        ("/content/0/text", "content[0].text", "text", "é"),
        ("/content/0/a b", "content[0]['a b']", "number", "1"),
        ("/content/0/x~1y~0", "content[0]['x/y~']", "word", "null"),
        ("/content/0/class", "content[0].class", "word", "true"),
        ("/content/0", "content[0]", "object", ""),
        ("/content", "content", "array", ""),
    ],
)
def test_a_node_has_its_path_and_its_address(at: str, path: str, look: str, value: str) -> None:
    node = grow(WHOLE, at)
    assert (node.at, node.path, node.look, node.value) == (at, path, look, value)
    assert [found.look for found in every(grow(WHOLE)) if found.at == at] == [look]


@pytest.mark.parametrize("at", ["/nope", "/content/1", "/content/-1", "/content/0/text/0", "/content/x", "/content/²"])
def test_where_nothing_is_there_is_no_tree(at: str) -> None:
    with pytest.raises(LookupError):
        grow(WHOLE, at)


def test_a_level_shows_its_first_members_and_where_the_rest_begins() -> None:
    first = grow(list(range(120)))
    assert (len(first.children), first.more, first.left) == (50, 50, 70)
    rest = grow(list(range(120)), "", 100)
    assert ([child.value for child in rest.children][:1], rest.more) == (["100"], None)


def test_a_long_text_is_cut_in_its_place_and_whole_at_its_own_address() -> None:
    long = {"text": "x" * 5000}
    assert grow(long).children[0].left == 4000
    assert len(grow(long, "/text").value) == 5000


def test_what_is_near_the_root_comes_first() -> None:
    wide = {"first": [[[0] * 40] * 40] * 40, "last": "here"}
    tree = grow(wide)
    assert tree.children[1].value == "here"
    assert len(every(tree)) <= MOST_NODES + 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(VALUES)
def test_every_node_is_found_again_at_its_address(value: Any) -> None:
    for node in every(grow(value)):
        again = grow(value, node.at)
        assert (again.path, again.look, again.size) == (node.path, node.look, node.size)
