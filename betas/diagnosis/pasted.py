"""What a pasted error says: from a log, a traceback of an SDK, a terminal, a page of an edge. Pure; nothing is kept."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from betas import header

# Quotes, escaped or not, as they stand round a name or a value.
Q = r"[\\\"']{0,8}"
CODE = rf"{Q}\s{{0,4}}[:=]\s{{0,4}}{Q}([1-5]\d\d)(?!\d)"
# The first that finds an error's status wins.
STATUSES = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\bError code: ([1-5]\d\d)(?!\d)",
        r"\w(?:Error|Exception): ([1-5]\d\d)(?!\d)",
        r"\bHTTP/[\d.]{1,3}\"? ([1-5]\d\d)(?!\d)",
        rf"\b(?:http[-_ ]?)?status(?:[-_ ]?code)?{CODE}",
        r"\b(?:http[-_ ]?)?status(?:[-_ ]?code)? ([1-5]\d\d)(?!\d)",
        rf"\bcode{CODE}",
        r"<(?:title|h1)>\s{0,8}(?:Error )?([1-5]\d\d)(?!\d)",
        r"(?:^|[\s:>])([1-5]\d\d)(?= ?\{)",
    )
)
# What exceptions, and Google's states, are called by.
BY_NAME = {
    "BadRequestError": 400, "ValidationException": 400, "INVALID_ARGUMENT": 400, "FAILED_PRECONDITION": 400,
    "AuthenticationError": 401, "UNAUTHENTICATED": 401, "UnrecognizedClientException": 401,
    "PermissionDeniedError": 403, "AccessDeniedException": 403, "PERMISSION_DENIED": 403,
    "NotFoundError": 404, "ResourceNotFoundException": 404,
    "APITimeoutError": 408, "APIConnectionTimeoutError": 408, "ModelTimeoutException": 408,
    "ConflictError": 409, "RequestTooLargeError": 413, "UnprocessableEntityError": 422,
    "RateLimitError": 429, "ThrottlingException": 429, "ServiceQuotaExceededException": 429, "RESOURCE_EXHAUSTED": 429,
    "InternalServerError": 500, "InternalServerException": 500,
    "ServiceUnavailableError": 503, "ServiceUnavailableException": 503, "DeadlineExceededError": 504,
    "OverloadedError": 529,
}  # fmt: skip
NAMED = re.compile(r"\b(?:" + "|".join(BY_NAME) + r")\b")
LIST = re.compile(rf"\b(?:anthropic[-_])?betas?{Q}\s{{0,4}}[:=]\s{{0,4}}{Q}\[([^\]]{{0,8000}})\]", re.IGNORECASE)
LINE = re.compile(
    rf"\banthropic[-_]beta{Q}\s{{0,4}}[:=]\s{{0,4}}{Q}"
    r"([A-Za-z0-9][\w.:-]*+(?:, ?[A-Za-z0-9][\w.:-]*+)*+)",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z0-9][\w.:-]*")
TELLING = ("x-should-retry", "retry-after", "x-amzn-errortype", "x-amzn-requestid", "x-github-request-id")
HEADER = re.compile(rf"\b({'|'.join(TELLING)}){Q}\s{{0,4}}[:=]\s{{0,4}}{Q}([\w.:/-]{{1,200}})", re.IGNORECASE)
PAGE = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
FRAMED = re.compile(r"File \"|\bat ")
PYTHON_FRAME = re.compile(r"(.{0,120}?)File \"[^\"]*\", line \d+")
SCRIPT_FRAME = re.compile(r"(?:.{0,60}\s)?at \S")
FRAME_END = re.compile(r"(?::\d{1,9}:\d{1,9}|<anonymous>|native)\)?(?: \{)?\s{0,4}\Z")
LONGEST_FRAME = 1000
ERROR = re.compile(r"[\"']error\\{0,8}[\"']")


@dataclass(frozen=True, slots=True)
class Pasted:
    """`body` is what the doctor reads, `betas` the names sent as far as the text says, `headers` by lower-case name."""

    body: str
    status: int | None
    betas: tuple[str, ...]
    headers: Mapping[str, str]


def read(text: str) -> Pasted:
    """Never raises; what the text does not say stays empty."""
    calm = _without_frames(text)
    return Pasted(
        _body(calm),
        _status(calm),
        tuple(dict.fromkeys(_betas(text))),
        {name.lower(): value for name, value in HEADER.findall(text)},
    )


def _without_frames(text: str) -> str:
    """Frames of a traceback hold code, which may look like what an API said."""
    return "\n".join(_calm_lines(text)) if FRAMED.search(text) else text


def _calm_lines(text: str) -> Iterator[str]:
    inside = None
    for line in text.splitlines():
        frame = PYTHON_FRAME.match(line)
        if frame:
            inside = f"{frame[1]}  "
        elif inside is None or not line.startswith(inside):
            inside = None
            if not _is_script_frame(line):
                yield line


def _is_script_frame(line: str) -> bool:
    return len(line) <= LONGEST_FRAME and bool(SCRIPT_FRAME.match(line) and FRAME_END.search(line[-60:]))


def _status(text: str) -> int | None:
    """Of several attempts the last one's."""
    found = (int(status) for pattern in STATUSES for status in reversed(pattern.findall(text)))
    named = NAMED.findall(text)
    return next((status for status in found if status >= 400), BY_NAME[named[-1]] if named else None)


def _betas(text: str) -> Iterator[str]:
    for names in (*LIST.findall(text), *LINE.findall(text)):
        yield from (name for name in WORD.findall(names) if "-" in name and header.NAME.match(name))


def _body(text: str) -> str:
    """An edge's page begins where it begins, whatever a terminal or an exception put before it."""
    page = None if ERROR.search(text) else PAGE.search(text)
    return text[page.start() :] if page else text
