"""What a message says itself, and what it only quotes: a value crafted to look like another error must not be read as
one."""

import re
from collections.abc import Iterator

# Names and values in back-ticks are data, but for a path before what is said of it.
TICKED = re.compile(r"`([^`]+)`")
TICKED_PATH = re.compile(r"`[\w.\[\]-]{1,200}`(?=: (?:Extra inputs|extra field|Input tag|Input should))")
SHORT_TICKED = re.compile(r"`[^`]{1,500}+`")
QUOTED = re.compile(r"`[^`]{1,500}+`|(?<!\w)(?:'[^']{1,500}+'|\"[^\"]{1,500}+\")(?!\w)")
# Before a quote that opens the message itself: the key of an object, an exception's bracket, a dash.
SAYING = re.compile(
    r"(?:[({\[<>|-] ?"
    r"|(?:\b(?:message|msg|errors?|exception|body|detail|reason|response|said)|['\"\\]) ?[:=] ?)\\{0,4}\Z",
    re.IGNORECASE,
)
BEFORE = 24
SHORT, AROUND = 4000, 1000
TELLING = (
    "unexpected value", "beta", "permitted", "extraneous key", "unknown name", "input tag", "input should",
    "field required", "credit balance", "spend", "usage limits", "extra usage", "organization", "organisation",
    "workspace", "subscription", "retention", "not enrolled", "not yet", "not currently", "not available",
    "not enabled", "not entitled", "not included", "does not", "doesn't", "accept the", "agree to", " account",
)  # fmt: skip


def level(message: str) -> str:
    """On one line, each space single: a terminal's width breaks lines anywhere."""
    return " ".join(message.split())


def passages(text: str) -> str:
    """Of a long text what stands round the words that every known wording has one of: patterns are slow on the rest."""
    lower = text.lower()
    if len(text) <= SHORT or len(lower) != len(text):
        return text
    kept, end = list[str](), 0
    for at in sorted(at for word in TELLING for at in _places(word, lower)):
        if at + AROUND > end:
            kept.append(text[max(end, at - AROUND) : at + AROUND])
            end = at + AROUND
    return "".join(kept)


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + AROUND // 2)


def plain(message: str) -> str:
    """The message with its back-ticked parts blanked, as long as the message itself; a ticked path stays to be read."""
    untied = TICKED_PATH.sub(lambda path: f"  {path[0][1:-1]}", message) if "`" in message else message
    return TICKED.sub(lambda ticked: " " * len(ticked[0]), untied)


def search(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first match that does not begin inside of what the text only quotes."""
    data, start, end = _data(text), 0, 0
    for found in pattern.finditer(text):
        while end <= found.start():
            start, end = next(data, (len(text) + 1, len(text) + 1))
        if found.start() <= start:
            return found
    return None


def says(pattern: re.Pattern[str], message: str) -> bool:
    """Whether the message itself says so, however long it is."""
    return search(pattern, plain(level(message))) is not None


def _data(text: str) -> Iterator[tuple[int, int]]:
    for quoted in QUOTED.finditer(text):
        start, end = quoted.span()
        if start and not SAYING.search(text[max(0, start - BEFORE) : start]):
            yield start, end
