"""An answer's text while it arrives, for those who show it live."""

from betas.upstream.answer import text_of
from betas.upstream.sse import Parser

Piece = tuple[str, str]


class Pieces:
    """Fed with a stream's bytes as they arrive, gives what they complete: (kind, piece) as `text_of` says."""

    def __init__(self) -> None:
        self._parser = Parser()

    def feed(self, data: bytes) -> list[Piece]:
        return [piece for event in self._parser.feed(data) if (piece := text_of(event))]
