"""An exchange for an issue tracker: one Markdown file, or one zip file. No key is in either, and both are bounded.

Bodies lose their keys before they are cut; all that is written loses them where it leaves, in `markdown` and `bundle`.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from betas.code import LANGUAGES, Request, write
from betas.code.keyless import keyless
from betas.diagnosis.doctor import Diagnosis
from betas.history import as_code, har, listing, read, then, verdict
from betas.models import Exchange

# GitHub takes 65,536 characters an issue, and a bundle holds a request some dozen times.
MOST_IN_MARKDOWN, MOST_IN_SNIPPET, MOST_IN_FILE = 20_000, 200_000, 8_000_000
LANGUAGE = "curl"
SUFFIXES = {
    "curl": "sh", "python": "py", "typescript": "ts", "httpie": "sh", "go": "go", "java": "java", "csharp": "cs",
    "ruby": "rb", "php": "php", "ant": "sh", "http": "http",
}  # fmt: skip
# Control characters, which a terminal would obey, and those that turn a line's direction.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TICKS = re.compile("`+")


@dataclass(frozen=True, slots=True)
class Repro:
    """What may be shown of an exchange: texts without keys, what the doctor says today, statuses then and now.

    `gone` says why there are no texts, where there are none.
    """

    exchange: Exchange
    gone: str
    request: str
    response: str
    found: Diagnosis | None
    statuses: list[dict[str, str | bool]]
    code: Request | None

    @classmethod
    def of(cls, exchange: Exchange) -> "Repro":
        return cls(
            exchange,
            read.gone(exchange),
            keyless(read.request_text(exchange))[0],
            keyless(read.response_text(exchange))[0],
            verdict.of(exchange, read.answer_of(exchange)),
            _statuses(exchange),
            _code(exchange),
        )


def _statuses(exchange: Exchange) -> list[dict[str, str | bool]]:
    """Empty for a name that is not, or was not, catalogued."""
    known = listing.catalogued(verdict.names(exchange))
    return [
        {"name": use.name, "then": use.then or "", "now": use.beta.status if use.beta else "", "refused": use.refused}
        for use in listing.sent_betas(exchange, known, then.of(known))
    ]


def _code(exchange: Exchange) -> Request | None:
    """None where no code can send it, or where it is too long to stand in eleven languages."""
    return None if exchange.request_bytes > MOST_IN_SNIPPET else as_code.request(exchange)


def markdown(repro: Repro) -> str:
    return keyless("\n\n".join(_sections(repro)) + "\n")[0]


def _sections(repro: Repro) -> Iterator[str]:
    exchange, found = repro.exchange, repro.found
    yield f"# {_told(exchange)}: {_inline(exchange.error_type or exchange.stop_reason or exchange.state)}"
    yield "\n".join(f"- {name}: {_inline(value)}" for name, value in _facts(exchange).items() if value)
    if found:
        yield f"## Diagnosis\n\n{_inline(found.cause)}\n\n{_fenced(_json(_diagnosis(found)), 'json')}"
    if repro.statuses:
        yield "## Betas\n\n" + "\n".join(_beta_line(each) for each in repro.statuses)
    if repro.gone:
        yield f"## Request and response\n\n{repro.gone}"
        return
    yield f"## Request\n\n{_fenced(repro.request, 'json')}"
    yield f"## Response\n\n{_fenced(repro.response, '')}"
    if repro.code and (text := _snippet(LANGUAGE, repro.code)):
        yield f"## Code\n\n{_fenced(text, 'sh')}"


def _told(exchange: Exchange) -> str:
    return f"{exchange.status or exchange.state} from POST {_inline(exchange.path)}"


def _facts(exchange: Exchange) -> dict[str, str]:
    return {
        "model": exchange.model,
        "anthropic-beta": exchange.beta_header or "",
        "anthropic-version": exchange.api_version,
        "request id": exchange.request_id,
        "sent": exchange.created_at.isoformat(),
        "simulated": "yes" if exchange.simulated else "",
    }


def _beta_line(each: dict[str, str | bool]) -> str:
    refused = ", refused" if each["refused"] else ""
    now, before = each["now"] or "not catalogued", each["then"] or "not catalogued"
    return f"- {_inline(str(each['name']))}: {before} then, {now} now{refused}"


def _inline(text: str) -> str:
    """On one line, and nothing but text, whatever is in it."""
    line = " ".join(_visible(keyless(text)[0])[:500].split())
    ticks = "`" * (1 + max((len(run) for run in TICKS.findall(line)), default=0))
    return f"{ticks} {line} {ticks}" if "`" in line else f"{ticks}{line}{ticks}"


def _fenced(text: str, language: str) -> str:
    shown = _visible(text)
    cut = f"\n\nOnly the first {MOST_IN_MARKDOWN} characters." if len(shown) > MOST_IN_MARKDOWN else ""
    shown = shown[:MOST_IN_MARKDOWN].rstrip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in TICKS.findall(shown)), default=0))
    return f"{fence}{language}\n{shown}\n{fence}{cut}"


def _visible(text: str) -> str:
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))


def bundle(repro: Repro) -> bytes:
    """The zip file, in memory: a few times MOST_IN_FILE at most before it is packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in _files(repro):
            file.writestr(name, keyless(text)[0].encode(errors="replace"))
    return packed.getvalue()


def _files(repro: Repro) -> Iterator[tuple[str, str]]:
    exchange = repro.exchange
    request, response = repro.request[:MOST_IN_FILE], repro.response[:MOST_IN_FILE]
    yield "repro.md", markdown(repro)
    yield "diagnosis.json", _json(_diagnosis(repro.found) if repro.found else None)
    yield "statuses.json", _json(repro.statuses)
    if repro.gone:
        yield "bodies.txt", f"{repro.gone}\n"
        return
    yield ("request.json" if request == repro.request else "request-beginning.txt"), request
    yield ("response.txt" if response == repro.response else "response-beginning.txt"), response
    yield "exchange.har", _json(har.archive(exchange, as_code.url(exchange), request, response))
    for key in LANGUAGES if repro.code else ():
        if repro.code and (text := _snippet(key, repro.code)):
            yield f"snippets/{key}.{SUFFIXES[key]}", text


def _snippet(key: str, request: Request) -> str:
    """Empty where it is nested deeper than Python goes."""
    try:
        return write(key, request)
    except RecursionError:
        return ""


def _diagnosis(found: Diagnosis) -> dict[str, Any]:
    """The words of the JSON API."""
    return asdict(found)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n"
