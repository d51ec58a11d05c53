"""TypeScript with the official SDK, which plain JavaScript reads too."""

import json
import re
from typing import Any

from betas.code.request import Request
from betas.code.writing.layout import Notation
from betas.code.writing.quoting import shown, utf16
from betas.code.writing.sdk import (
    BASE_URL,
    COUNT_TOKENS,
    TIMEOUT_S,
    Parts,
    client_headers,
    needs_timeout,
    parts,
    plain,
    scalars,
)

NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")
KEY = 'process.env["ANTHROPIC_API_KEY"]'
SAFE_INTEGER = 2**53 - 1
# The SDK takes these out of its parameters; in a body they must stay.
TAKEN_OUT = frozenset({"betas", "output_format", "user_profile_id", "workspace_id"})
UNKNOWN = "// @ts-expect-error the SDK does not know this field, and sends it\n  "


def literal(value: Any) -> str:
    return shown(json.dumps(value, ensure_ascii=False).replace("<", r"\u003c"), utf16)


def pair(key: str, value: str) -> str:
    """A bare `__proto__`, or a quoted one, would set the prototype instead."""
    if key == "__proto__":
        return f'["{key}"]: {value}'
    return f"{key if NAME.match(key) else literal(key)}: {value}"


NOTATION = Notation(scalar=literal, pair=pair, padding=" ", indent=2)
BRACES = ("{", "}")


def write(request: Request) -> str:
    found = None if TAKEN_OUT & request.body.keys() or not _exact(request.body) else parts(request)
    name = "stream" if request.stream else "count" if request.path == COUNT_TOKENS else "message"
    call = _method(request, found) if found else _post(request)
    loop = f"for await (const event of {name}) {{\n  console.log(event);\n}}\n"
    return f"{_client(request)}\nconst {name} = await {call};\n" + (
        loop if request.stream else f"console.log({name});\n"
    )


def _client(request: Request) -> str:
    headers = client_headers(request, literal, KEY)
    options = [] if request.base_url == BASE_URL else [pair("baseURL", literal(request.base_url))]
    if headers:
        pairs = (pair(name, value) for name, value in headers.items())
        options.append(pair("defaultHeaders", NOTATION.enclosed(BRACES, pairs, 1, " ")))
    made = f"({NOTATION.enclosed(BRACES, options, 0, ' ')})" if options else "()"
    start = 'import Anthropic from "@anthropic-ai/sdk";\n\n// The key is read from ANTHROPIC_API_KEY.\n'
    return f"{start}const client = new Anthropic{made};\n"


def _method(request: Request, body: Parts) -> str:
    fields = [pair(name, NOTATION.value(value, 1)) for name, value in body.known.items()]
    fields += [UNKNOWN + pair(name, NOTATION.value(value, 1)) for name, value in body.extra.items()]
    if request.betas:
        fields.append(pair("betas", NOTATION.value(list(request.betas), 1)))
    space = "client.beta.messages" if request.betas else "client.messages"
    method = "countTokens" if request.path == COUNT_TOKENS else "create"
    options = f", {{ timeout: {TIMEOUT_S * 1000:_} }}" if needs_timeout(request) else ""
    return f"{space}.{method}({NOTATION.block(BRACES, fields)}{options})"


def _post(request: Request) -> str:
    """The SDK's way to endpoints and bodies that it has no method for, text where JavaScript would round a number."""
    exact = plain(request.body) and _exact(request.body)
    headers = {"anthropic-beta": request.beta_line} if request.betas else {}
    headers |= {} if exact else {"content-type": "application/json"}
    options = [pair("body", NOTATION.value(request.body, 1) if exact else literal(request.json))]
    if headers:
        options.append(pair("headers", NOTATION.value(headers, 1)))
    if request.stream:
        options.append("stream: true")
    return f"client.post({literal(request.path)}, {NOTATION.block(BRACES, options)})"


def _exact(value: Any) -> bool:
    """Whether JavaScript keeps every whole number in it."""
    return all(not isinstance(one, int) or abs(one) <= SAFE_INTEGER for one in scalars(value))
