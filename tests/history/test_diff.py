"""Two exchanges side by side."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from betas.history import comparison, json_diff, word_diff
from betas.history.comparison import Delta
from betas.models import Exchange, ExchangeBody, Project
from betas.models.choices import Role
from tests.conftest import MakeBeta, MakeExchange, SignedIn

ALPHA, BRAVO = "alpha-2025-01-01", "bravo-2025-02-02"
Queries = Callable[[int], Any]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


def compared(before: Any, after: Any) -> list[tuple[str, str]]:
    return [(change.sign, change.path) for change in json_diff.compared(before, after).changes]


def words(before: str, after: str, most: int = 100) -> str:
    """Removed words in square brackets, added ones in braces."""
    marks = {"−": "[{}]", "+": "{{{}}}", "": "{}"}
    pieces = word_diff.compare(before, after, most).pieces
    return "".join(f"…{piece.folded}…" * bool(piece.folded) + marks[piece.sign].format(piece.text) for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("±", "a")]),
        ({"a": 1}, {"b": 1}, [("−", "a"), ("+", "b")]),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, [("+", "a.c")]),
        ({"a": True}, {"a": 1}, [("±", "a")]),
        ({"a": 1}, {"a": 1.0}, [("±", "a")]),
        ({"a": None}, {}, [("−", "a")]),
        ({"a": [1, 2]}, {"a": [1, 2, 3]}, [("+", "a[2]")]),
        ({"a": [1, 2]}, {"a": [0, 1, 2]}, [("+", "a[0]")]),
        ({"a": [1, 2, 3]}, {"a": [1, 3]}, [("−", "a[1]")]),
        ({"m": [{"t": "x"}, {"t": "y"}]}, {"m": [{"t": "x"}, {"t": "z"}]}, [("±", "m[1].t")]),
        ({"a": [1]}, {"a": {"b": 1}}, [("±", "a")]),
        ({"a-b": 1}, {"a-b": 2}, [("±", "['a-b']")]),
    ],
)
def test_paths_that_differ(before: Any, after: Any, changes: list[tuple[str, str]]) -> None:
    assert compared(before, after) == changes


def test_what_stayed_is_counted() -> None:
    assert json_diff.compared({"a": [1, {"b": 2}], "c": 3}, {"a": [1, {"b": 2}], "c": 4}).same == ["a[0]", "a[1].b"]


def test_too_many_changes_are_counted_and_left_out() -> None:
    found = json_diff.compared({str(n): n for n in range(150)}, {})
    assert (len(found.changes), found.more) == (100, 50)


@given(VALUES)
def test_a_value_differs_in_nothing_from_itself(value: Any) -> None:
    assert compared(value, json.loads(json.dumps(value))) == []


@given(VALUES, VALUES)
def test_values_that_differ_have_a_change(one: Any, other: Any) -> None:
    written = json.dumps(one, sort_keys=True), json.dumps(other, sort_keys=True)
    assert bool(compared(one, other)) == (written[0] != written[1])


@pytest.mark.parametrize("value", [list(range(20_001)), json.loads("[" * 102 + "]" * 102)])
def test_some_values_are_too_large(value: Any) -> None:
    assert json_diff.is_too_large(value)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a b c", "a b c", "a b c"),
        ("a b c", "a x c", "a [b ]{x }c"),
        ("a", "a b", "a {b}"),
        ("", "new words", "{new words}"),
        ("old", "", "[old]"),
        ("", "", ""),
        ("a  b\n", "a b", "a b"),
    ],
)
def test_words_that_differ(before: str, after: str, told: str) -> None:
    assert words(before, after) == told


def test_words_that_stayed_are_folded_far_from_a_change() -> None:
    many = " ".join(str(n) for n in range(100))
    assert words(f"{many} old", f"{many} new") == f"…88…{' '.join(str(n) for n in range(88, 100))} [old]{{new}}"


def test_only_so_many_words_that_differ_are_compared() -> None:
    found = word_diff.compare("a " * 30 + "b " * 30, "a " * 30 + "c " * 30, 20)
    assert not found.whole
    assert sum(len(piece.text.split()) for piece in found.pieces if piece.sign) == 40


@given(st.text(max_size=40), st.text(max_size=40))
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = word_diff.compare(before, after, 100).pieces
    for text, sign in ((before, "−"), (after, "+")):
        assert "".join(piece.text for piece in pieces if piece.sign in ("", sign)).split() == text.split()


@pytest.mark.parametrize(
    ("look", "before", "after", "sign", "by"),
    [
        ("number", 812, 900, "+", 88),
        ("duration", 900, 812, "−", 88),
        ("money", Decimal("0.5"), Decimal("0.5"), "", 0),
        ("number", None, 5, "", 5),
        ("plain", 200, 400, "", 200),
    ],
)
def test_deltas(look: str, before: Any, after: Any, sign: str, by: Any) -> None:
    found = Delta("", look, before, after)
    assert (found.sign, found.by) == (sign, by)


def test_numbers_that_neither_has_are_left_out() -> None:
    assert [str(each.label) for each in comparison.deltas(Exchange(status=200), Exchange())] == ["Status"]


def give(exchange: Exchange, request: Any, answer: str = "", **fields: Any) -> Exchange:
    response = {"type": "message", "content": [{"type": "text", "text": answer}]}
    body = request if isinstance(request, bytes) else json.dumps(request).encode()
    values = {"request": body, "response": json.dumps(response).encode(), **fields}
    ExchangeBody.objects.filter(exchange=exchange).update(**values)
    return exchange


def page(client: Client, before: Exchange, after: Exchange) -> str:
    response = client.get("/history/diff/", {"a": str(before.pk), "b": str(after.pk)})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_page_tells_all_that_differs(tester: Client, make_exchange: MakeExchange, make_beta: MakeBeta) -> None:
    make_beta(ALPHA)
    before = make_exchange(ALPHA, input_tokens=812, cost="0.5", duration_ms=1920)
    after = make_exchange(BRAVO, input_tokens=900, cost="0.25", duration_ms=400, status=400, api_version="2026-11-01")
    give(before, {"max_tokens": 100, "system": "Be brief.", "stream": True}, "The Nile flows north.")
    give(after, {"max_tokens": 200, "system": "Be kind.", "stream": True}, "The Lena flows north.")
    told = page(tester, before, after)
    for part in (
        "200 OK", "400 Refused", "812 → <b>900</b>", "(+88)", "(−1.52 s)", "(−$0.2500)", "± max_tokens",
        "<del>−100</del><ins>+200</ins>", "<del>−brief.</del><ins>+kind.</ins>", "± anthropic-version",
        f"−{ALPHA}</del>", f"+{BRAVO}</ins>", "1 value unchanged", "<del>−Nile </del><ins>+Lena </ins>flows north.",
    ):  # fmt: skip
        assert part in told, part


def test_the_same_again_says_so(tester: Client, make_exchange: MakeExchange) -> None:
    one, other = (give(make_exchange(ALPHA), {"a": 1}, "Yes.") for _ in range(2))
    told = page(tester, one, other)
    assert "Nothing: the requests are the same." in told
    assert "Nothing: the answers are the same, word for word." in told


@pytest.mark.parametrize("body", [b"", b"\xff", b"[" * 5000, b"NaN", b'"\\ud800"', b'{"a": "<script>"}'])
def test_any_bodies_can_be_compared(tester: Client, make_exchange: MakeExchange, body: bytes) -> None:
    one, other = give(make_exchange(), body), give(make_exchange(), {"a": 1})
    assert "<script>" not in page(tester, one, other).split("<main", 1)[1]
    page(tester, other, one)


@pytest.mark.parametrize("request_", [b'{"a": "' + b"x" * 1_000_000 + b'"}', b"[" + b"1," * 20_001 + b"1]"])
def test_bodies_that_are_too_large_say_so(tester: Client, make_exchange: MakeExchange, request_: bytes) -> None:
    told = page(tester, give(make_exchange(), request_), give(make_exchange(), {"a": 1}))
    assert "too large to be compared here" in told


def test_long_answers_are_compared_in_part(tester: Client, make_exchange: MakeExchange) -> None:
    one = give(make_exchange(), {}, " ".join(f"a{n}" for n in range(1100)))
    other = give(make_exchange(), {}, " ".join(f"b{n}" for n in range(1100)))
    assert "Of words that differ, the first 1000 of each are compared." in page(tester, one, other)


def test_bodies_that_are_gone_leave_the_numbers(tester: Client, make_exchange: MakeExchange) -> None:
    one = give(make_exchange(ALPHA, duration_ms=7), b"", request_codec="gone", response_codec="gone")
    told = page(tester, one, give(make_exchange(BRAVO, duration_ms=9), {"a": 1}))
    assert "The bodies were not stored" in told
    assert "(+2 ms)" in told
    assert f"+{BRAVO}</ins>" in told
    assert "Changed in the answer" not in told
    assert "the same" not in strip_tags(told.split("<main", 1)[1])


@pytest.mark.parametrize("asked", [{}, {"a": "17", "b": "18"}, {"pick": "17"}, {"pick": ""}])
def test_what_cannot_be_compared_says_what_to_do(tester: Client, db: None, asked: dict[str, str]) -> None:
    response = tester.get("/history/diff/", asked)
    assert response.status_code == 422
    assert "Tick two exchanges in the history" in response.content.decode()


def test_those_ticked_lead_to_their_own_address_the_older_first(tester: Client, make_exchange: MakeExchange) -> None:
    old, new = make_exchange(), make_exchange()
    response = tester.get("/history/diff/", {"pick": [str(new.pk), str(old.pk)]})
    assert response.headers["Location"] == f"/history/diff/?a={old.pk}&b={new.pk}"


def test_one_ticked_is_compared_with_its_parent(tester: Client, make_exchange: MakeExchange) -> None:
    old = make_exchange()
    new = make_exchange(parent=old)
    asked = {"pick": str(new.pk)}
    assert tester.get("/history/diff/", asked).headers["Location"] == f"/history/diff/?a={old.pk}&b={new.pk}"
    assert tester.get("/history/diff/", {"pick": str(old.pk)}).status_code == 422


def test_three_are_not_compared(tester: Client, make_exchange: MakeExchange) -> None:
    asked = {"pick": [str(make_exchange().pk) for _ in range(3)]}
    assert tester.get("/history/diff/", asked).status_code == 422


def test_another_projects_is_not_found(signed_in: SignedIn, make_exchange: MakeExchange) -> None:
    foreign = make_exchange(project=Project.objects.create(slug="other", name="Other"))
    tester, ours = signed_in(Role.TESTER), make_exchange()
    for a, b in ((foreign, ours), (ours, foreign)):
        assert tester.get("/history/diff/", {"a": str(a.pk), "b": str(b.pk)}).status_code == 404
    asked = {"pick": [str(ours.pk), str(foreign.pk)]}
    assert tester.get("/history/diff/", asked).status_code == 422


def test_a_parent_is_one_click_away(tester: Client, make_exchange: MakeExchange) -> None:
    old = make_exchange()
    new = make_exchange(parent=old)
    link = f"/history/diff/?a={old.pk}&amp;b={new.pk}"
    for address in ("/history/", f"/history/{new.pk}/"):
        assert link in tester.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_more_betas_and_values_cost_no_more_queries(
    signed_in: SignedIn,
    make_exchange: MakeExchange,
    make_beta: MakeBeta,
    django_assert_num_queries: Queries,
    count: int,
) -> None:
    viewer = signed_in(Role.VIEWER)
    viewer.get("/history/diff/")  # the session is written once
    names = [make_beta(f"alpha-2025-01-{n:02}").name for n in range(count)]
    one, other = (give(make_exchange(*names), {str(n): n * m for n in range(count)}) for m in (1, 2))
    # session, user, role, projects; each exchange and its betas; tags, catalogued, changes
    with django_assert_num_queries(11):
        page(viewer, one, other)
