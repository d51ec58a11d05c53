"""Where the time went, as far as it is known."""

import pytest

from betas.history.timing import spans

EVENTS = [(10, 100), (20, 200), (30, 900)]
WAIT, BYTE = ("Until the first event", "Until the first byte")
TOKEN, FLOW, WHOLE = ("Until the first token", "Answer arriving", "From sending to the end")


@pytest.mark.parametrize(
    ("times", "first", "duration", "labels"),
    [
        (EVENTS, 200, 1000, [(WAIT, 100), (TOKEN, 100), (FLOW, 800)]),
        (EVENTS, None, 1000, [(WAIT, 100), (FLOW, 900)]),
        (EVENTS, 100, 1000, [(WAIT, 100), (FLOW, 900)]),
        ([], 300, 1000, [(BYTE, 300), (FLOW, 700)]),
        ([], None, 1000, [(WHOLE, 1000)]),
        (EVENTS, 5000, 1000, [(WAIT, 100), (TOKEN, 900)]),
        ([], None, None, []),
        ([], 0, 0, []),
    ],
)
def test_only_what_is_known_is_told(
    times: list[tuple[int, int]], first: int | None, duration: int | None, labels: list[tuple[str, int]]
) -> None:
    assert [(span.label, span.ms) for span in spans(times, first, duration)] == labels


def test_the_strip_is_as_long_as_the_whole() -> None:
    strip = spans(EVENTS, 200, 1000)
    assert [(span.x, span.width) for span in strip] == [("0.0", "100.0"), ("100.0", "100.0"), ("200.0", "800.0")]
