"""What was pasted: which kind of text it is, and the request in it."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from betas.code.reading import curl, har, http, log, python, typescript
from betas.code.reading.finish import finished
from betas.code.reading.json_text import body_of
from betas.code.reading.value import Found, Reading, Unreadable
from betas.code.writing.sdk import COUNT_TOKENS, MESSAGES

MOST_CHARACTERS = 5_000_000
# How far a sign of one kind may reach beyond where another begins.
LONGEST_SIGN = 1000
# Words without which the search is not worth while, the sign, the reader. Of two at one place the first is meant.
KINDS: tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[[str], Found]], ...] = (
    (("HTTP/", "POST"), http.FIRST_LINE, http.found),
    (("curl",), curl.COMMAND, curl.found),
    (("Request options", "sending request"), log.LINE, log.found),
    (("messages", ".post"), python.CALL, python.found),
    (("messages", ".post"), typescript.CALL, typescript.found),
)


def read(text: str) -> Reading:
    """The request that `text` shows.

    It may be a cURL command (bash, cmd, PowerShell), a raw HTTP request, a call of the Python or TypeScript SDK, a line
    of their debug logs, an entry of a HAR file or the file, or the JSON body alone.

    Nothing in it is run, expanded or opened, and no key stays: what was left out stands in `left_out`, a sentence each.
    Where there is no request in it, `request` is None and `problem` is the sentence that says why. Never raises.
    The path and body are what the text says, not checked: a body may lack fields, a beta may be no valid name.
    """
    if len(text) > MOST_CHARACTERS:
        return Reading(None, problem=_("This is longer than %(most)s characters.") % {"most": MOST_CHARACTERS})
    try:
        # A form's line ends are those of Windows; a shell's are not.
        return finished(_found(text.replace("\r\n", "\n")))
    except Unreadable as error:
        return Reading(None, problem=str(error))
    except (RecursionError, MemoryError):
        return Reading(None, problem=_("This is nested too deep to be read."))


def looks_like_code(text: str) -> bool:
    """Whether a paste is worth a try: cheap, and never true for a JSON body alone."""
    return len(text) <= MOST_CHARACTERS and _reader(text) is not None


def _found(text: str) -> Found:
    if text.lstrip().startswith("{"):
        return _json(text)
    reader = _reader(text)
    if reader is None:
        raise Unreadable(
            _("This is no cURL command, HTTP request, SDK call, HAR entry or JSON body that is known here.")
        )
    return reader(text)


def _reader(text: str) -> Callable[[str], Found] | None:
    """The reader of what begins first."""
    first, reader = len(text), None
    for words, sign, found in KINDS:
        worth_while = any(word in text for word in words)
        match = sign.search(text, 0, first + LONGEST_SIGN) if worth_while else None
        if match and match.start() < first:
            first, reader = match.start(), found
    return reader


def _json(text: str) -> Found:
    left_out: list[str] = []
    value = body_of(text, left_out)
    if har.is_har(value):
        return har.found(value)
    return Found(MESSAGES if "max_tokens" in value else COUNT_TOKENS, [], value, left_out, alone=True)
