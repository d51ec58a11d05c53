import pytest

from betas.secret import Secret
from betas.upstream.call import Credential, Outcome
from betas.upstream.echo import Mask, Pieces, masked

KEY = "sk-ant-aab-aac"
STARS = b"*" * len(KEY)
SAID = b"sk-ant-aab " + KEY.encode() + b" sk-sk-ant-aab-aac" + KEY.encode() + b" sk-ant-aab-aa"
SHOWN = b"sk-ant-aab " + STARS + b" sk-" + STARS + STARS + b" sk-ant-aab-aa"


def pieces(*parts: bytes | Outcome) -> Pieces:
    yield from parts


@pytest.mark.parametrize("at", range(len(SAID) + 1))
def test_a_key_is_starred_out_wherever_the_pieces_are_cut(at: int) -> None:
    mask = Mask(KEY.encode())
    assert mask.feed(SAID[:at]) + mask.feed(b"") + mask.feed(SAID[at:]) + mask.rest() == SHOWN


def test_a_key_is_starred_out_of_single_bytes() -> None:
    mask = Mask(KEY.encode())
    assert b"".join(mask.feed(SAID[at : at + 1]) for at in range(len(SAID))) + mask.rest() == SHOWN


def test_other_bytes_go_on_at_once() -> None:
    assert Mask(KEY.encode()).feed(b'data: {"text": "s"}\n\n') == b'data: {"text": "s"}\n\n'


def test_headers_and_detail_lose_the_key_in_any_case() -> None:
    said = Outcome("done", detail=f"to {KEY.upper()}.example", headers=(("request-id", KEY), ("x", "y")))
    (shown,) = masked(pieces(said), Credential(Secret(KEY), "https://a.example"))
    assert shown == Outcome("done", detail="to *.example", headers=(("request-id", "*"), ("x", "y")))


def test_what_is_held_comes_before_the_outcome() -> None:
    ended = Outcome("done")
    given = list(masked(pieces(b"sk-ant", ended), Credential(Secret(KEY), "https://a.example")))
    assert given == [b"", b"sk-ant", ended]
