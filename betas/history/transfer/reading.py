"""A file of exchanges, ours or a HAR, one entry after another: how large it is changes nothing in memory."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast

from django.utils.translation import gettext as _

from betas.history.transfer import strict
from betas.history.transfer.strict import Unreadable

MEBIBYTE = 1024 * 1024
MOST_ENTRY = 64 * MEBIBYTE
MOST_ENTRIES = 1_000_000
MOST_HEAD = 4 * MEBIBYTE
# What an upload may hold once it is unpacked; the command takes any size.
MOST_UPLOADED = 128 * MEBIBYTE
PIECE = 1 * MEBIBYTE
GZIP = b"\x1f\x8b"
IS_HAR = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:')
ENTRIES = re.compile(r'"entries"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")


Buffered: TypeAlias = "io.BufferedReader[Any]"


class Entry(NamedTuple):
    """`value` is what the JSON says, or why it cannot be read. `number` is its line, in a HAR its place, from 1."""

    number: int
    value: "Any | Unreadable"


class Bounded(io.RawIOBase):
    """A file that cannot become endless while it is unpacked."""

    def __init__(self, file: BinaryIO, most: int | None) -> None:
        self._file, self._left = file, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            data = self._file.read(size)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(_("The compressed file is damaged.")) from error
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise Unreadable(
                    _("Unpacked it is larger than %(most)s MB: import it with manage.py import_history.")
                    % {"most": MOST_UPLOADED // MEBIBYTE}
                )
        return data


@contextmanager
def entries(path: Path, most: int | None = None) -> Iterator[tuple[bool, Iterator[Entry]]]:
    """Whether the file is a HAR, and what is in it. Reading raises Unreadable where nothing can follow.

    `most` bytes are unpacked.
    """
    with path.open("rb") as raw:
        is_packed = raw.read(len(GZIP)) == GZIP
        raw.seek(0)
        file = cast(BinaryIO, gzip.GzipFile(fileobj=raw) if is_packed else raw)
        with io.BufferedReader(Bounded(file, most), PIECE) as unpacked:
            is_har = IS_HAR.match(unpacked.peek()) is not None
            yield is_har, _numbered(_har(unpacked) if is_har else _lines(unpacked))


def _numbered(found: Iterator[Entry]) -> Iterator[Entry]:
    for entry in found:
        if entry.number > MOST_ENTRIES:
            raise Unreadable(_("It holds more than %(most)s entries: part it.") % {"most": f"{MOST_ENTRIES:,}"})
        yield entry


def _lines(file: Buffered) -> Iterator[Entry]:
    for number in count(1):
        line = file.readline(MOST_ENTRY + 1)
        if not line:
            return
        if len(line) > MOST_ENTRY:
            raise Unreadable(
                _("Line %(n)s is longer than %(most)s MB.") % {"n": number, "most": MOST_ENTRY // MEBIBYTE}
            )
        yield Entry(number, _value(line) if line.strip() else None)


def _value(line: bytes) -> "Any | Unreadable":
    try:
        return strict.read(line)
    except Unreadable as error:
        return error


class Characters:
    """A file of UTF-8 in pieces, of which none ends within a character."""

    def __init__(self, file: Buffered) -> None:
        self._file, self._decoder = file, codecs.getincrementaldecoder("utf-8-sig")()

    def read(self, size: int) -> str:
        """Empty at the end. `size` is in bytes."""
        data = self._file.read(size)
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise Unreadable(_("This is not written in UTF-8.")) from error


def _har(file: Buffered) -> Iterator[Entry]:
    """What stands round the entries is passed over."""
    text = Characters(file)
    number, at, buffer = 1, 0, _beginning(text)
    while True:
        at = BETWEEN.match(buffer, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        if buffer.startswith("]", at):
            return
        value, end = _next(buffer, at, number)
        if end is None:
            rest = buffer[at:]
            buffer, at = rest + _more(text, rest, number), 0
            continue
        yield Entry(number, value)
        number, at = number + 1, end


def _beginning(text: Characters) -> str:
    """What was read from the first entry on."""
    buffer = ""
    while len(buffer) <= MOST_HEAD:
        buffer += (more := text.read(PIECE))
        if found := ENTRIES.search(buffer):
            return buffer[found.end() :]
        if not more:
            break
    raise Unreadable(_("The file holds no entries."))


def _next(buffer: str, at: int, number: int) -> tuple[Any, int | None]:
    """A value and where it ends; None where it does not end yet."""
    try:
        return strict.DECODER.raw_decode(buffer, at)
    except Unreadable as error:
        raise Unreadable(_("Entry %(n)s: %(problem)s") % {"n": number, "problem": error}) from error
    except (ValueError, RecursionError):
        return None, None


def _more(text: Characters, rest: str, number: int) -> str:
    """As much again, so that a long entry is tried few times."""
    strict.bounded(rest)
    more = text.read(max(PIECE, len(rest)))
    if not more or len(rest) > MOST_ENTRY:
        problem = _("This is no JSON that can be read.")
        raise Unreadable(_("Entry %(n)s: %(problem)s") % {"n": number, "problem": problem})
    return more
