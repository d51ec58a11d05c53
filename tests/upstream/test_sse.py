import pytest

from betas.upstream.sse import LARGEST_EVENT, LONGEST_LINE, Event, Parser
from tests.upstream.streams import SHORT, SHORT_CR, SHORT_CRLF, SHORT_EVENTS


def parsed(*pieces: bytes) -> list[Event]:
    parser = Parser()
    events = [event for piece in pieces for event in parser.feed(piece)]
    last = parser.finish()
    return [*events, last] if last else events


@pytest.mark.parametrize("stream", [SHORT, SHORT_CRLF, SHORT_CR], ids=["LF", "CRLF", "CR"])
def test_any_split_in_two_gives_the_same_events(stream: bytes) -> None:
    events = parsed(stream)
    assert [event.name for event in events] == [data["type"] for data in SHORT_EVENTS]
    for position in range(len(stream) + 1):
        assert parsed(stream[:position], stream[position:]) == events


@pytest.mark.parametrize("stream", [SHORT, SHORT_CRLF, SHORT_CR], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_any_size_of_piece_gives_the_same_events(stream: bytes, size: int) -> None:
    assert parsed(*(stream[start : start + size] for start in range(0, len(stream), size))) == parsed(stream)


@pytest.mark.parametrize("stream", [SHORT, SHORT_CRLF], ids=["LF", "CRLF"])
def test_an_event_comes_with_the_last_byte_of_its_blank_line(stream: bytes) -> None:
    parser = Parser()
    ends = [at + 1 for at in range(len(stream)) if parser.feed(stream[at : at + 1])]
    assert ends == [event.end for event in parsed(stream)]


@pytest.mark.parametrize("stream", [SHORT, SHORT_CRLF, SHORT_CR], ids=["LF", "CRLF", "CR"])
def test_the_ends_cut_the_stream_into_its_events(stream: bytes) -> None:
    ends = [event.end for event in parsed(stream)]
    pieces = [stream[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert b"".join(pieces) == stream
    assert [piece.count(b"data:") for piece in pieces] == [1] * len(ends)


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        pytest.param(b"data: a\ndata: b\n\n", [("message", "a\nb")], id="data lines are joined"),
        pytest.param(b"data:a\n\n", [("message", "a")], id="the space is optional"),
        pytest.param(b"data:  a\n\n", [("message", " a")], id="one space goes, the rest stays"),
        pytest.param(b": hello\n\ndata: a\n\n", [("message", "a")], id="a comment is nothing"),
        pytest.param(b"id: 7\nretry: 10\ndata: a\n\n", [("message", "a")], id="id and retry are nothing"),
        pytest.param(b"event: x\n\ndata: a\n\n", [("message", "a")], id="no data, no event"),
        pytest.param(b"data\n\n", [], id="empty data is no data"),
        pytest.param(b"colour: red\ndata: a\n\n", [("message", "a")], id="an unknown field is nothing"),
        pytest.param(b"\xef\xbb\xbfdata: a\n\n", [("message", "a")], id="a byte order mark goes"),
        pytest.param(b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [("message", "a")], id="at the start only"),
        pytest.param(b"event: x\ndata: a", [("x", "a")], id="no final blank line"),
        pytest.param(b"event: x\ndata: a\r\n\r", [("x", "a")], id="half a final line end"),
        pytest.param(b"data: \xff\n\n", [("message", "\ufffd")], id="what is no UTF-8 is marked"),
        pytest.param(
            "data: \u2028\x85\x0c\n\n".encode(), [("message", "\u2028\x85\x0c")], id="only CR and LF end lines"
        ),
        pytest.param(b"data: a\x00b\n\n", [("message", "a\x00b")], id="NUL is a character"),
        pytest.param(b"", [], id="nothing"),
    ],
)
def test_reading(stream: bytes, events: list[tuple[str, str]]) -> None:
    assert [(event.name, event.data) for event in parsed(stream)] == events


@pytest.mark.parametrize("size", [4096, 65536, 4 * LONGEST_LINE])
def test_a_line_may_have_a_mebibyte_and_not_one_byte_more(size: int) -> None:
    for line, overflows in [
        (b"data:".ljust(LONGEST_LINE, b"x"), False),
        (b"data:".ljust(LONGEST_LINE + 1, b"x"), True),
    ]:
        parser, stream = Parser(), b"data: a\n\n" + line + b"\n\n"
        events = [event for at in range(0, len(stream), size) for event in parser.feed(stream[at : at + size])]
        assert (parser.overflowed, len(events)) == (overflows, 1 if overflows else 2)


def test_an_event_may_have_eight_mebibytes_and_no_more() -> None:
    parser, line = Parser(), b"data:" + bytes(LONGEST_LINE - 100) + b"\n"
    for _ in range(LARGEST_EVENT // (LONGEST_LINE - 100)):
        assert parser.feed(line) == []
    assert not parser.overflowed
    parser.feed(line)
    assert parser.overflowed
    assert parser.feed(b"\n\ndata: a\n\n") == []
    assert parser.finish() is None


def test_an_endless_line_overflows() -> None:
    parser = Parser()
    for _ in range(100):
        parser.feed(bytes(65536))
    assert parser.overflowed
