"""The texts of a wheel, an sdist or an npm package. Nothing is unpacked to disk; no size that is stated is believed."""

import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from gzip import GzipFile
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

MOST_FILE_BYTES = 200 * 1024 * 1024
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_TEXT_BYTES = 4 * 1024 * 1024
MOST_TEXTS_BYTES = 64 * 1024 * 1024
MOST_MEMBERS = 50_000
DEEPEST = 24

Texts = Mapping[str, str]
Wanted = Callable[[str], bool]


class Refused(ValueError):
    """An archive that is none, or one that nobody means well with. The message is a sentence."""


def texts(path: Path, wanted: Wanted) -> Texts:
    """The wanted members' texts by their paths. Raises Refused."""
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise Refused(_("%(file)s is larger than any SDK package.") % {"file": path.name})
        members = _zip(path, wanted) if zipfile.is_zipfile(path) else _tar(path, wanted)
        return _gathered(members)
    except OSError as error:
        told = {"file": path.name, "problem": error.strerror or error}
        raise Refused(_("%(file)s cannot be read: %(problem)s.") % told) from error
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise Refused(_("%(file)s is no wheel, sdist or npm package, or is damaged.") % {"file": path.name}) from error


def _gathered(members: Iterator[tuple[str, bytes]]) -> Texts:
    found: dict[str, str] = {}
    size = 0
    for name, data in members:
        size += len(data)
        if size > MOST_TEXTS_BYTES:
            raise Refused(_("The archive holds more text than any SDK package."))
        if name in found:
            raise Refused(_("%(name)s is in the archive twice.") % {"name": name})
        found[name] = data.decode("utf-8", "replace")
    return found


def _zip(path: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check_count(len(members))
        for member in members:
            _check_path(member.filename)
            if member.flag_bits & 1 or stat.S_ISLNK(member.external_attr >> 16):
                raise Refused(_("%(name)s is encrypted or a link.") % {"name": member.filename})
            if not member.is_dir() and wanted(member.filename):
                with archive.open(member) as file:
                    yield member.filename, _read(member.filename, file)


def _tar(path: Path, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as packed, GzipFile(fileobj=packed) as unpacked:
        limited: IO[bytes] = io.BufferedReader(_Limited(unpacked))
        with tarfile.open(fileobj=limited, mode="r|") as archive:
            for count, member in enumerate(archive, 1):
                _check_count(count)
                _check_path(member.name)
                if not (member.isreg() or member.isdir()):
                    raise Refused(_("%(name)s is a link or a device.") % {"name": member.name})
                if member.isreg() and wanted(member.name) and (file := archive.extractfile(member)):
                    yield member.name, _read(member.name, file)


class _Limited(io.RawIOBase):
    """What `source` gives, as long as it is not more than any SDK package unpacks to."""

    def __init__(self, source: GzipFile) -> None:
        self._source = source
        self._left = MOST_UNPACKED_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise Refused(_("The archive unpacks to more than any SDK package."))
        buffer[: len(data)] = data
        return len(data)


def _read(name: str, file: IO[bytes]) -> bytes:
    data = file.read(MOST_TEXT_BYTES + 1)
    if len(data) > MOST_TEXT_BYTES:
        raise Refused(_("%(name)s is larger than any text of an SDK package.") % {"name": name})
    return data


def _check_count(count: int) -> None:
    if count > MOST_MEMBERS:
        raise Refused(_("The archive holds more files than any SDK package."))


def _check_path(name: str) -> None:
    parts = PurePosixPath(name).parts
    if name.startswith("/") or ".." in parts or "\\" in name or "\0" in name or ":" in name:
        raise Refused(_("%(name)s would lie outside its folder.") % {"name": ascii(name)[:200]})
    if len(parts) > DEEPEST:
        raise Refused(_("The archive's folders lie deeper than those of any SDK package."))
