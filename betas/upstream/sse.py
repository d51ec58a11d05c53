"""Server-sent events from bytes, however they were cut on the way."""

import re
from typing import NamedTuple

LONGEST_LINE = 1024 * 1024
LARGEST_EVENT = 8 * 1024 * 1024
LINE_END = re.compile(rb"[\r\n]")
# Of millions of lines not all are apart at once.
PIECE = 64 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """One event. `end` is the offset in the stream behind it, its blank line included."""

    name: str
    data: str
    end: int


class Parser:
    """Fed with bytes, gives the events they complete. Any split gives the same events.

    Follows the HTML standard; `id` and `retry` mean nothing here. `overflowed` turns true at a line over 1 MiB or
    an event over 8 MiB, and from then on nothing comes any more.
    """

    def __init__(self) -> None:
        self.overflowed = False
        self._pieces: list[bytes] = []
        self._pending = 0
        self._offset = 0
        self._at_start = True
        self._name = b""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> list[Event]:
        pieces = [data] if len(data) <= PIECE else [data[at : at + PIECE] for at in range(0, len(data), PIECE)]
        return [event for piece in pieces for event in self._fed(piece)]

    def _fed(self, data: bytes) -> list[Event]:
        if self.overflowed or not data:
            return []
        held_return = bool(self._pieces) and self._pieces[-1].endswith(b"\r")
        self._pieces.append(data)
        self._pending += len(data)
        if held_return or LINE_END.search(data):
            return self._complete()
        self._check_pending()
        return []

    def finish(self) -> Event | None:
        """The event that the end of the stream left without its blank line. It may be a part of one."""
        rest = b"".join(self._pieces)
        if not self.overflowed and rest:
            self._line(rest.removesuffix(b"\r"))
        self._offset, self._pieces = self._offset + len(rest), []
        return self._event()

    def _complete(self) -> list[Event]:
        """A return at the very end waits for what follows: it may be one half of a line's end."""
        buffer, base, start, events = b"".join(self._pieces), self._offset, 0, []
        for whole in buffer.splitlines(keepends=True):
            line, end = whole.rstrip(b"\r\n"), start + len(whole)
            if line == whole or (end == len(buffer) and whole.endswith(b"\r")):
                break
            start, self._offset = end, base + end
            self._line(line)
            if not line and (event := self._event()):
                events.append(event)
            if self.overflowed:
                return events
        self._pieces = [buffer[start:]] if start < len(buffer) else []
        self._pending = len(buffer) - start
        self._check_pending()
        return events

    def _check_pending(self) -> None:
        """A line may be as long as it may be and still wait for the second half of its end."""
        self.overflowed = self.overflowed or self._pending > LONGEST_LINE + 1

    def _line(self, line: bytes) -> None:
        if self._at_start:
            line, self._at_start = line.removeprefix(BYTE_ORDER_MARK), False
        field, _, value = line.partition(b":")
        if value.startswith(b" "):
            value = value[1:]
        if field == b"data":
            self._data.append(value)
            self._size += len(value) + 1
        elif field == b"event":
            self._name = value
        self.overflowed = self._size > LARGEST_EVENT or len(line) > LONGEST_LINE

    def _event(self) -> Event | None:
        name, data = self._name, b"\n".join(self._data)
        self._name, self._data, self._size = b"", [], 0
        if not data or self.overflowed:
            return None
        return Event(name.decode("utf-8", "replace") or "message", data.decode("utf-8", "replace"), self._offset)
