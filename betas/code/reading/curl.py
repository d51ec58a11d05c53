"""A curl command line, from bash, cmd or PowerShell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from betas.code.reading import bash, windows
from betas.code.reading.finish import KEY_IN_TEXT, VARIABLE
from betas.code.reading.json_text import body_of
from betas.code.reading.value import Found, Unreadable

COMMAND = re.compile(
    r"""(?:^|\|)[ \t]*(?:[$>#]\ |PS\ [^>\n]{0,200}>\ ?)?
    (?:(?:export\ |env\ )?\w{1,99}=(?:'[^'\n]{0,200}'|"[^"\n]{0,200}"|[^\s'"|;&]{0,200})
    [ \t]{0,9}(?:[ \t]|;|&&)[ \t]{0,9}){0,5}+
    (?:curl(?:\.exe)?[\s^`]|printf\ %s\ )""",
    re.MULTILINE | re.VERBOSE,
)
ASSIGNED = re.compile(r"""\b(\w++)[ \t]{0,9}=[ \t]{0,9}["']?([^\s"';|]{1,200})""")
ENDS_OF_KEYS = ("KEY", "TOKEN", "SECRET", "PASSWORD")
NAMES = {"curl", "curl.exe"}
# Words that may stand before the name: assignments, a prompt, another command.
MOST_BEFORE = 8
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
    "config", "output", "remote-name", "remote-header-name", "upload-file", "netrc-file", "output-dir", "dump-header",
    "cookie-jar", "trace", "trace-ascii", "variable", "stderr",
}  # fmt: skip
FORMS = {"form", "form-string", "data-urlencode"}
KEYS = {"user", "oauth2-bearer", "cookie", "proxy-user"}
OF_NO_WEIGHT = {"max-time", "connect-timeout", "user-agent", "referer", "write-out", "retry"}


@dataclass(frozen=True, slots=True)
class Words:
    """What follows the command's name, what it reads, and how many such commands there are."""

    words: Sequence[str]
    reads: str | None = None
    count: int = 1


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
            made = _arguments(shell(text))
            made.left_out += _keys_given(text[: command.end()] if command else "")
            return _found(made)
        except Unreadable as error:
            reasons.append(error)
    raise reasons[-1] if '^"' in text or "^\n" in text or "`\n" in text else reasons[0]


def _keys_given(text: str) -> list[str]:
    """A sentence for each variable that is given a key before the command."""
    keys = [name for name, value in ASSIGNED.findall(text) if _is_key(name, value)]
    return [_("The key in %(name)s was dropped.") % {"name": name[:100]} for name in keys]


def _is_key(name: str, value: str) -> bool:
    named = name.upper().endswith(ENDS_OF_KEYS) and not VARIABLE.match(value)
    return named or KEY_IN_TEXT.match(value) is not None


def _of_bash(text: str) -> Words:
    curls = [command for command in bash.commands(text) if not NAMES.isdisjoint(command.words[:MOST_BEFORE])]
    if not curls:
        raise Unreadable(_("There is no curl command."))
    first = curls[0]
    told = ["--redirected"] if first.redirected or first.piped else []
    return Words(_after_name(first.words) + told, first.reads, len(curls))


def _of_cmd(text: str) -> Words:
    """A line end is no word there: the next command begins with its name."""
    words = _after_name(windows.cmd(text))
    end = next((at for at, word in enumerate(words) if word.lower() in NAMES), len(words))
    return Words(words[:end], count=len(COMMAND.findall(text)))


def _of_powershell(text: str) -> Words:
    r"""Old PowerShell hands words on without quoting: there people write \" for a quotation mark."""
    words = _after_name(windows.powershell(text))
    undone = [word.replace('\\"', '"') if word.startswith('{\\"') else word for word in words]
    return Words(undone, count=len(COMMAND.findall(text)))


def _after_name(words: list[str]) -> list[str]:
    at = next((at for at, word in enumerate(words[:MOST_BEFORE]) if word.lower() in NAMES), None)
    if at is None:
        raise Unreadable(_("There is no curl command."))
    return words[at + 1 :]


def _arguments(given: Words) -> Arguments:
    made = Arguments()
    if given.count > 1:
        made.left_out.append(_("Of %(count)s requests the first was taken.") % {"count": given.count})
    for name, value in _options(given.words):
        _take(made, name, value, given.reads)
    return made


def _options(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Option and value, "" and the word itself for what is none. -sSXPOST is several; --name=value is read too."""
    waiting = iter(words)
    for word in waiting:
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            yield name, value if equals or name not in WITH_VALUE else next(waiting, "")
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
    elif name in FORMS:
        raise Unreadable(_("%(option)s sends a form, which is no JSON request.") % {"option": _shown(name)})
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
    if value.startswith(("$(", "`")):
        raise Unreadable(bash.trouble("`"))
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
