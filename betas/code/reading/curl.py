"""A curl command line, from bash, cmd or PowerShell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from betas.code.reading import bash, windows
from betas.code.reading.json_text import body_of
from betas.code.reading.value import Found, Unreadable

COMMAND = re.compile(r"(?:^|\|)[ \t]*(?:[$>#] |PS [^>\n]{0,200}> ?)?(?:curl(?:\.exe)?[\s^`]|printf %s )", re.MULTILINE)
NAMES = {"curl", "curl.exe"}
SHORT = {
    "X": "request", "H": "header", "d": "data", "A": "user-agent", "b": "cookie", "c": "cookie-jar", "e": "referer",
    "F": "form", "K": "config", "m": "max-time", "o": "output", "O": "remote-name", "T": "upload-file", "u": "user",
    "x": "proxy", "E": "cert", "D": "dump-header", "w": "write-out", "G": "get", "I": "head", "U": "proxy-user",
    "Y": "speed-limit", "y": "speed-time", "z": "time-cond", "C": "continue-at", "r": "range", "P": "ftp-port",
    "Q": "quote", "t": "telnet-option", "J": "remote-header-name",
}  # fmt: skip
WITH_VALUE = {
    "request", "header", "data", "data-raw", "data-binary", "data-ascii", "data-urlencode", "json", "url", "user-agent",
    "cookie", "cookie-jar", "referer", "form", "form-string", "config", "max-time", "output", "upload-file", "user",
    "proxy", "cert", "dump-header", "write-out", "connect-timeout", "retry", "retry-delay", "retry-max-time", "cacert",
    "capath", "key", "pass", "resolve", "interface", "limit-rate", "max-redirs", "oauth2-bearer", "proxy-user", "proto",
    "noproxy", "unix-socket", "trace", "trace-ascii", "output-dir", "netrc-file", "variable", "speed-limit",
    "speed-time", "keepalive-time", "ciphers", "tls-max", "connect-to", "dns-servers", "aws-sigv4", "url-query",
    "stderr", "time-cond", "continue-at", "range", "ftp-port", "quote", "telnet-option", "proxy-header", "cert-type",
    "key-type", "pinnedpubkey",
}  # fmt: skip
DATA = {"data", "data-raw", "data-binary", "data-ascii", "json"}
FROM_FILES = {
    "config",
    "output",
    "remote-name",
    "remote-header-name",
    "upload-file",
    "form",
    "form-string",
    "netrc-file",
}
FROM_FILES |= {
    "data-urlencode",
    "output-dir",
    "dump-header",
    "cookie-jar",
    "trace",
    "trace-ascii",
    "variable",
    "stderr",
}
KEYS = {"user", "oauth2-bearer", "cookie", "proxy-user"}
OF_NO_WEIGHT = {"max-time", "connect-timeout", "user-agent", "referer", "write-out", "retry"}
Words = tuple[Sequence[str], str | None]


@dataclass(slots=True)
class Arguments:
    urls: list[str] = field(default_factory=list)
    method: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    joined_by: str = "&"
    left_out: list[str] = field(default_factory=list)


def found(text: str) -> Found:
    """As the first shell reads it in which it makes sense. Raises Unreadable with the reason of the likeliest."""
    command = COMMAND.search(text)
    shells = [_of_bash, *([_of_cmd] if "^" in text else []), *([_of_powershell] if "`" in text else [])]
    if command and ".exe" in command[0]:
        shells.insert(0, _of_powershell)
    reasons = []
    for shell in shells:
        try:
            return _found(_arguments(*shell(text)))
        except Unreadable as error:
            reasons.append(error)
    raise reasons[-1] if '^"' in text or "^\n" in text or "`\n" in text else reasons[0]


def _of_bash(text: str) -> Words:
    for command in bash.commands(text):
        at = next((at for at, word in enumerate(command.words[:6]) if word in NAMES), None)
        if at is not None:
            words = command.words[at + 1 :]
            return [*words, "--redirected"] if command.redirected or command.piped else words, command.reads
    raise Unreadable(_("There is no curl command."))


def _of_cmd(text: str) -> Words:
    return _after_name(windows.cmd(text)), None


def _of_powershell(text: str) -> Words:
    r"""Old PowerShell hands words on without quoting: there people write \" for a quotation mark."""
    words = _after_name(windows.powershell(text))
    return [word.replace('\\"', '"') if word.startswith('{\\"') else word for word in words], None


def _after_name(words: list[str]) -> list[str]:
    at = next((at for at, word in enumerate(words[:6]) if word.lower() in NAMES), None)
    if at is None:
        raise Unreadable(_("There is no curl command."))
    return words[at + 1 :]


def _arguments(words: Sequence[str], reads: str | None) -> Arguments:
    made = Arguments()
    for name, value in _options(words):
        _take(made, name, value, reads)
    return made


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Option and value, "" and the word itself for what is none. -sSXPOST is several."""
    waiting = iter(words)
    for word in waiting:
        if word.startswith("--"):
            name = word[2:]
            yield name, next(waiting, "") if name in WITH_VALUE else ""
        elif word.startswith("-") and len(word) > 1:
            yield from _short(word[1:], waiting)
        else:
            yield "", word


def _short(letters: str, waiting: Iterator[str]) -> Iterator[tuple[str, str]]:
    for at, letter in enumerate(letters):
        name = SHORT.get(letter, letter)
        if name in WITH_VALUE:
            yield name, letters[at + 1 :] or next(waiting, "")
            return
        yield name, ""


def _take(made: Arguments, name: str, value: str, reads: str | None) -> None:
    if name in ("", "url"):
        made.urls.append(value)
    elif name == "request":
        made.method = value
    elif name in ("get", "head"):
        made.method = name.upper()
    elif name == "header":
        _header(made, value)
    elif name in DATA:
        made.joined_by = "" if name == "json" else made.joined_by
        made.data.append(_data(name, value, reads))
    elif name in FROM_FILES:
        raise Unreadable(_("%(option)s reads or writes a file, which is not done here.") % {"option": _shown(name)})
    elif name in KEYS:
        made.left_out.append(_("The name, password or cookie after %(option)s was dropped.") % {"option": _shown(name)})
    elif name == "redirected":
        made.left_out.append(_("What is done with the answer was left out."))
    elif name in WITH_VALUE - OF_NO_WEIGHT:
        made.left_out.append(_("The option %(option)s was left out.") % {"option": _shown(name)})


def _header(made: Arguments, line: str) -> None:
    if line.startswith("@"):
        raise Unreadable(_("%(option)s reads or writes a file, which is not done here.") % {"option": "-H @"})
    name, _colon, value = line.partition(":")
    made.headers.append((name.rstrip(";"), value))


def _data(name: str, value: str, reads: str | None) -> str:
    if name == "data-raw" or not value.startswith("@"):
        return value
    if value == "@-" and reads is not None:
        return reads
    raise Unreadable(_("The body is in a file (%(name)s). Paste what the file holds instead.") % {"name": value[:50]})


def _shown(name: str) -> str:
    short = next((f"-{letter} / " for letter, long in SHORT.items() if long == name), "")
    return f"{short}--{name}"


def _found(arguments: Arguments) -> Found:
    if not arguments.urls:
        raise Unreadable(_("There is no web address that the request would go to."))
    if arguments.method.upper() not in ("", "POST"):
        raise Unreadable(_("Only POST requests are read; this is %(method)s.") % {"method": arguments.method[:20]})
    if not arguments.data:
        raise Unreadable(_("The request has no body (-d, --data-raw, --data-binary or --json)."))
    left_out = arguments.left_out
    if len(arguments.urls) > 1:
        left_out.append(_("Only the first address was taken."))
    body = body_of(arguments.joined_by.join(arguments.data), left_out)
    return Found(arguments.urls[0], arguments.headers, body, left_out)
