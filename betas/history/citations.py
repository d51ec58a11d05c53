"""The sources that a message's texts cite, each with a number. Tolerant like the blocks they stand in."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from betas.history.body import clean

MOST = 200
LONGEST = 600
WEB = ("https://", "http://")
RANGES = {
    "char_location": ("start_char_index", "end_char_index"),
    "page_location": ("start_page_number", "end_page_number"),
    "content_block_location": ("start_block_index", "end_block_index"),
    "search_result_location": ("start_block_index", "end_block_index"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """`url` is http(s) or empty; `where` says which part of the document, `quoted` is the passage."""

    number: int
    title: str
    where: str
    url: str
    quoted: str


class Citations:
    """Numbers sources in the order they are first cited; the same passage keeps its number."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self._numbers: dict[tuple[str, ...], int] = {}

    def marks(self, given: Any) -> tuple[int, ...]:
        """The numbers of a text's `citations`, each once."""
        cited = given if isinstance(given, list) else []
        return tuple(dict.fromkeys(self._number(each) for each in cited[:MOST] if isinstance(each, dict)))

    def _number(self, citation: dict[str, Any]) -> int:
        title, address = _text(citation, "document_title", "title"), _text(citation, "url", "source")
        facts = (title or address or _document(citation), _where(citation), web(address), _text(citation, "cited_text"))
        if facts not in self._numbers:
            self._numbers[facts] = len(self._numbers) + 1
            self.sources.append(Source(self._numbers[facts], *facts))
        return self._numbers[facts]


def web(address: str) -> str:
    """The address where a browser may follow it, else nothing."""
    return address if address.lower().startswith(WEB) else ""


def _where(citation: dict[str, Any]) -> str:
    kind = str(citation.get("type"))
    first, last = (citation.get(name) for name in RANGES.get(kind, ("", "")))
    if type(first) is not int or type(last) is not int:
        return ""
    words = {"char_location": _("characters"), "page_location": _("pages")}.get(kind, _("blocks"))
    return f"{words} {first}–{last}"


def _document(citation: dict[str, Any]) -> str:
    index = citation.get("document_index")
    return _("Document %(number)s") % {"number": index + 1} if type(index) is int else _("A source without a title")


def _text(citation: dict[str, Any], *names: str) -> str:
    return next((clean(text, LONGEST) for name in names if isinstance(text := citation.get(name), str) and text), "")
