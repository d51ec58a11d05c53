"""Python with the official SDK."""

from typing import Any

from betas.code.request import Request
from betas.code.writing.layout import Notation
from betas.code.writing.quoting import code_point, double_quoted
from betas.code.writing.sdk import BASE_URL, COUNT_TOKENS, TIMEOUT_S, Parts, client_headers, needs_timeout, parts, plain

WORDS = {True: "True", False: "False", None: "None"}
KEY = 'os.environ["ANTHROPIC_API_KEY"]'


def literal(value: Any) -> str:
    if isinstance(value, str):
        return double_quoted(value, code_point)
    return WORDS[value] if value is None or isinstance(value, bool) else repr(value)


NOTATION = Notation(scalar=literal, pair=lambda key, value: f"{literal(key)}: {value}")
CALL = ("(", ")")


def write(request: Request) -> str:
    found = parts(request)
    name = "stream" if request.stream else "count" if request.path == COUNT_TOKENS else "message"
    call = _method(request, found) if found else _post(request)
    shown_by = f"for event in {name}:\n    print(event)\n" if request.stream else f"print({name})\n"
    return f"{_client(request)}\n{name} = {call}\n{shown_by}"


def _client(request: Request) -> str:
    headers = client_headers(request, literal, KEY)
    arguments = [] if request.base_url == BASE_URL else [f"base_url={literal(request.base_url)}"]
    if headers:
        pairs = (f"{literal(name)}: {value}" for name, value in headers.items())
        arguments.append(f"default_headers={NOTATION.enclosed(('{', '}'), pairs, 1)}")
    imports = "import os\n\nimport anthropic\n" if KEY in headers.values() else "import anthropic\n"
    made = NOTATION.enclosed(CALL, arguments, 0)
    return f"{imports}\n# The key is read from ANTHROPIC_API_KEY.\nclient = anthropic.Anthropic{made}\n"


def _method(request: Request, body: Parts) -> str:
    arguments = {name: NOTATION.value(value, 1) for name, value in body.known.items()}
    if request.betas:
        arguments["betas"] = NOTATION.value(list(request.betas), 1)
    if body.extra:
        arguments["extra_body"] = NOTATION.value(body.extra, 1)
    if needs_timeout(request):
        arguments["timeout"] = str(TIMEOUT_S)
    space = "client.beta.messages" if request.betas else "client.messages"
    method = "count_tokens" if request.path == COUNT_TOKENS else "create"
    return f"{space}.{method}{NOTATION.block(CALL, (f'{name}={value}' for name, value in arguments.items()))}"


def _post(request: Request) -> str:
    """The SDK's way to endpoints and bodies that it has no method for."""
    body = f"body={NOTATION.value(request.body, 1)}"
    arguments = [literal(request.path), body if plain(request.body) else f"content={literal(request.json)}.encode()"]
    arguments.append("cast_to=object")
    if request.betas:
        arguments.append(f"options={NOTATION.value({'headers': {'anthropic-beta': request.beta_line}}, 1)}")
    if request.stream:
        arguments += ["stream=True", "stream_cls=anthropic.Stream[object]"]
    return f"client.post{NOTATION.block(CALL, arguments)}"
