import pytest

from betas.upstream.call import Failure
from betas.upstream.sentences import sentence

KEPT = ("kept", "nothing was sent")


@pytest.mark.parametrize("failure", Failure)
def test_each_failure_says_what_happened_what_is_kept_and_what_to_do(failure: Failure) -> None:
    text = sentence(failure)
    assert any(words in text for words in KEPT)
    assert any(words in text for words in ("send it again", "correct", "check", "ask"))
    assert text[0].isupper()
    assert text.endswith(".")


def test_a_detail_comes_last() -> None:
    assert sentence(Failure.DNS, "No address is known for x.").endswith(" again. No address is known for x.")


def test_no_two_say_the_same() -> None:
    assert len({sentence(failure) for failure in Failure}) == len(Failure)
