"""An upstream may say the key back, in an error or by malice: it is starred out before anyone keeps or shows it."""

import re
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

from betas.upstream.call import Credential, Outcome

Pieces = Generator[bytes | Outcome, None, None]


class Mask:
    """For bytes that come in pieces. Stars are as many as the key is long, so that offsets stay true."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """What may go on; the last bytes are held while they may be the beginning of the key."""
        seen = (self._held + data).replace(self._key, b"*" * len(self._key))
        sure = len(seen) - self._begun(seen)
        self._held = seen[sure:]
        return seen[:sure]

    def rest(self) -> bytes:
        held, self._held = self._held, b""
        return held

    def _begun(self, seen: bytes) -> int:
        tail = seen[max(len(seen) - len(self._key) + 1, 0) :]
        at = tail.find(self._key[:1])
        while at >= 0 and not self._key.startswith(tail[at:]):
            at = tail.find(self._key[:1], at + 1)
        return len(tail) - at if at >= 0 else 0


def masked(pieces: Pieces, credential: Credential | None) -> Pieces:
    """`pieces` without the key. Closing this closes them."""
    with closing(pieces):
        if credential is None:
            yield from pieces
            return
        key = credential.secret.reveal()
        mask = Mask(key.encode())
        for piece in pieces:
            if isinstance(piece, Outcome):
                if rest := mask.rest():
                    yield rest
                yield _outcome(piece, re.compile(re.escape(key), re.IGNORECASE))
            else:
                yield mask.feed(piece)


def _outcome(outcome: Outcome, key: re.Pattern[str]) -> Outcome:
    headers = tuple((key.sub("*", name), key.sub("*", value)) for name, value in outcome.headers)
    return replace(outcome, headers=headers, detail=key.sub("*", outcome.detail))
