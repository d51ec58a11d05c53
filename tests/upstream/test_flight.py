from hypothesis import given
from hypothesis import strategies as st

from betas.upstream.failures import Verdict
from betas.upstream.flight import Mailbox


@given(pieces=st.lists(st.binary(min_size=1, max_size=3), max_size=50), behind=st.binary(max_size=3))
def test_all_that_has_come_is_taken_at_once_then_the_verdict_and_nothing_behind_it(
    pieces: list[bytes], behind: bytes
) -> None:
    box, verdict = Mailbox(), Verdict()
    for piece in pieces:
        box.put(piece)
    box.end(verdict)
    box.put(behind)
    if pieces:
        assert box.take(0) == b"".join(pieces)
    assert box.take(0) is box.take(0) is verdict


def test_where_nothing_has_come_nothing_is_taken() -> None:
    assert Mailbox().take(0) == b""
