import pytest

from betas.diagnosis.fingerprint import fingerprint, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Error req_011CSHoEeqs5C35K2UUqR7Fy at 12:04", "Error req_7777 at 9:15"),
        ("max_tokens: 70000 > 64000", "max_tokens: 99 > 8"),
        ("Unexpected value(s) `a-1` for the header", "Unexpected value(s) `b-2`, `c-3` for the header"),
        ("expected tags: 'base64', 'url'", "expected tags: 'file'"),
        (
            "session 0190a7c2-1111-7222-8333-444455556666 is gone",
            "session 0190ffff-1111-7222-8333-444455556666 is gone",
        ),
        ("two  spaces\nand lines", "two spaces and lines"),
    ],
)
def test_what_differs_by_chance_does_not_count(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("context_management: Extra inputs are not permitted", "mcp_servers: Extra inputs are not permitted"),
        ("the organization's limit is reached", "the workspace's limit is reached"),
    ],
)
def test_what_differs_in_words_counts(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_the_order_of_the_culprits_does_not_count() -> None:
    assert fingerprint("m", "t", "x", ["a", "b"], "c") == fingerprint("m", "t", "x", ["b", "a"], "c")


@pytest.mark.parametrize("other", [("n", "t", "x", ["a"], "c"), ("m", "t", "x", [], "c"), ("m", "t", "x", ["a"], "d")])
def test_meaning_culprits_and_model_count(other: tuple[str, str, str, list[str], str]) -> None:
    assert fingerprint(*other) != fingerprint("m", "t", "x", ["a"], "c")
    assert len(fingerprint(*other)) == 16
