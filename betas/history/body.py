"""Bytes and texts as the database keeps them."""

import re

import zstandard

RAW, ZSTD = "raw", "zstd"
# PostgreSQL stores neither in text; SQLite refuses the second kind too.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str, longest: int | None = None) -> str:
    """The text with � where no database could keep a character, at most `longest` characters of it."""
    return UNSTORABLE.sub("\ufffd", text[:longest])


def pack(data: bytes) -> tuple[bytes, str]:
    """The bytes and their codec, compressed where that makes them smaller."""
    packed = zstandard.ZstdCompressor().compress(data)
    return (packed, ZSTD) if len(packed) < len(data) else (data, RAW)


def unpack(data: bytes | memoryview, codec: str) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data) if codec == ZSTD else bytes(data)
