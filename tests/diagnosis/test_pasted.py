"""Errors as people find them: what they say, whatever stands round it."""

import json
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betas.catalogue.facts import Facts
from betas.code.keyless import NO_KEY, keyless
from betas.diagnosis import pasted
from betas.diagnosis.doctor import diagnose
from betas.models.choices import Means

X, Y = "compact-2026-01-12", "context-1m-2025-08-07"
NO_FACTS = Facts(0, {}, {})
MESSAGE = f"Unexpected value(s) `{X}` for the `anthropic-beta` header."
BODY: dict[str, Any] = {"type": "error", "error": {"type": "invalid_request_error", "message": MESSAGE}}
JSON, PYTHON = json.dumps(BODY), str(BODY)
BUSY = '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}'
TRACEBACK = f"""Traceback (most recent call last):
  File "/srv/app/ask.py", line 12, in <module>
    message = client.beta.messages.create(betas=["{X}"], thinking={{"type": "enabled", "budget_tokens": 1024}})
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/site-packages/anthropic/_base_client.py", line 1055, in request
    raise self._make_status_error_from_response(err.response) from None
anthropic.BadRequestError: Error code: 400 - {PYTHON}"""
TYPESCRIPT = f"""BadRequestError: 400 {JSON}
    at APIError.generate (file:///app/node_modules/@anthropic-ai/sdk/core/error.mjs:37:20)
    at Anthropic.makeRequest (/app/node_modules/@anthropic-ai/sdk/client.js:309:30)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5) {{
  status: 400,
  headers: Headers {{ 'x-should-retry': 'false' }},
  requestID: 'req_011',
  error: {{ type: 'error' }}
}}"""
PAGE = "<html>\n<head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Case(NamedTuple):
    text: str
    status: int | None
    means: Means
    betas: tuple[str, ...] = ()


CASES = {
    "raw JSON": Case(JSON, None, Means.REFUSED_BETA),
    "JSON on many lines": Case(json.dumps(BODY, indent=2), None, Means.REFUSED_BETA),
    "Python exception": Case(f"anthropic.BadRequestError: Error code: 400 - {PYTHON}", 400, Means.REFUSED_BETA),
    "Python message alone": Case(f"Error code: 400 - {PYTHON}", 400, Means.REFUSED_BETA),
    "Python traceback": Case(TRACEBACK, 400, Means.REFUSED_BETA, (X,)),
    "Python traceback in a container's log": Case(
        "\n".join(f"app-1  | {line}" for line in TRACEBACK.splitlines()), 400, Means.REFUSED_BETA, (X,)
    ),
    "Python, busy": Case(
        "anthropic.InternalServerError: Error code: 529 - " + str(json.loads(BUSY)), 529, Means.TRANSIENT
    ),
    "Python, timeout": Case("anthropic.APITimeoutError: Request timed out.", 408, Means.TRANSIENT),
    "Python, rate limit without a body": Case("anthropic.RateLimitError: Error code: 429", 429, Means.RATE_LIMIT),
    "Python, an edge's page": Case(f"anthropic.InternalServerError: {PAGE}", 502, Means.TRANSIENT),
    "TypeScript exception": Case(f"BadRequestError: 400 {JSON}", 400, Means.REFUSED_BETA),
    "TypeScript with its stack": Case(TYPESCRIPT, 400, Means.REFUSED_BETA),
    "TypeScript, busy": Case(f"InternalServerError: 529 {BUSY}", 529, Means.TRANSIENT),
    "TypeScript, bare APIError": Case(f"Error: APIError: 401 {JSON.replace(MESSAGE, 'x')}", 401, Means.AUTHENTICATION),
    "LiteLLM": Case(
        f"litellm.BadRequestError: AnthropicException - {JSON}. Received Model Group=claude", 400, Means.REFUSED_BETA
    ),
    "LiteLLM proxy": Case(
        json.dumps({"error": {"message": f"litellm.BadRequestError: {JSON}", "type": None, "code": "400"}}),
        400, Means.REFUSED_BETA,
    ),
    "LiteLLM before Vertex": Case(
        "litellm.BadRequestError: Vertex_aiException BadRequestError - " + JSON, 400, Means.REFUSED_BETA
    ),
    "Bedrock through boto": Case(
        "botocore.errorfactory.ValidationException: An error occurred (ValidationException) when calling the"
        " InvokeModel operation: invalid beta flag", 400, Means.REFUSED_BETA,
    ),
    "Bedrock, throttled": Case(
        "An error occurred (ThrottlingException) when calling the InvokeModel operation: Too many tokens", 429,
        Means.RATE_LIMIT,
    ),
    "Bedrock, closed": Case(
        "An error occurred (AccessDeniedException) when calling the InvokeModel operation: You don't have access", 403,
        Means.ACCOUNT_GATE,
    ),
    "Vertex": Case(
        json.dumps({"error": {"code": 400, "message": MESSAGE, "status": "INVALID_ARGUMENT"}}), 400, Means.REFUSED_BETA
    ),
    "Vertex, exhausted": Case("429 RESOURCE_EXHAUSTED. Quota exceeded", 429, Means.RATE_LIMIT),
    "a prefixed log line": Case(f"2026-11-25T10:00:00Z ERROR ask: status=400 body={JSON}", 400, Means.REFUSED_BETA),
    "a JSON log line": Case(
        json.dumps({"level": "error", "statusCode": 400, "error": JSON}), 400, Means.REFUSED_BETA
    ),
    "a log line of log lines": Case(
        json.dumps({"log": json.dumps({"http_status": 400, "message": JSON})}), 400, Means.REFUSED_BETA
    ),
    "httpx": Case(
        'HTTP Request: POST https://api.anthropic.com/v1/messages "HTTP/1.1 400 Bad Request"\n' + JSON, 400,
        Means.REFUSED_BETA,
    ),
    "an access log": Case('10.0.0.1 - - "POST /v1/messages HTTP/1.1" 529 61', 529, Means.TRANSIENT),
    "curl -v": Case(
        f"> POST /v1/messages HTTP/2\n> anthropic-beta: {X}, {Y}\n>\n< HTTP/2 400\n< x-should-retry: false\n<\n{JSON}",
        400, Means.REFUSED_BETA, (X, Y),
    ),
    "curl -i, an edge's page": Case(f"HTTP/2 502\ncontent-type: text/html\n\n{PAGE}", 502, Means.TRANSIENT),
    "an edge's page": Case(PAGE, 502, Means.TRANSIENT),
    "headers as Python prints them": Case(
        f"{{'anthropic-beta': '{X},{Y}', 'anthropic-version': '2026-10-21'}} -> 400 {JSON}", 400, Means.REFUSED_BETA,
        (X, Y),
    ),
    "headers as JSON in a log": Case(
        json.dumps({"request": json.dumps({"anthropic-beta": f"{X},{Y}"}), "status": 400, "error": BODY["error"]}), 400,
        Means.REFUSED_BETA, (X, Y),
    ),
    "a body for Bedrock": Case(
        f'{{"anthropic_beta": ["{X}"], "max_tokens": 1}} -> ValidationException: invalid beta flag', 400,
        Means.REFUSED_BETA, (X,),
    ),
    "words": Case("Your credit balance is too low to access the Anthropic API.", None, Means.ACCOUNT_GATE),
    "nothing to do with it": Case("Segmentation fault", None, Means.UNKNOWN),
    "an answer that was fine": Case('"POST /v1/messages HTTP/1.1" 200', None, Means.UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_pasted_error_is_read(case: Case) -> None:
    said = pasted.read(case.text)
    found = diagnose(said.status, said.body, betas=said.betas, facts=NO_FACTS, headers=said.headers)
    assert (said.status, found.means, said.betas) == (case.status, case.means, case.betas)


@pytest.mark.parametrize("name", ["Python traceback", "TypeScript with its stack", "LiteLLM", "curl -v"])
def test_the_culprit_is_named_whatever_stands_round_it(name: str) -> None:
    said = pasted.read(CASES[name].text)
    assert diagnose(said.status, said.body, betas=said.betas, facts=NO_FACTS).betas == (X,)


def test_what_an_answer_says_about_retrying_is_read() -> None:
    assert pasted.read(TYPESCRIPT).headers == {"x-should-retry": "false"}


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str) -> None:
    assert pasted.read(text).betas == tuple(dict.fromkeys(pasted.read(text).betas))


PIECES = ['File "a", line 1\n', "    at x (", "at a:", "anthropic-beta: a-1,", "betas: [", "a ", "{'", "400 "]


@pytest.mark.parametrize("piece", PIECES)
def test_long_texts_take_little_time(piece: str) -> None:
    assert pasted.read(piece * (200_000 // len(piece))).body is not None


@pytest.mark.parametrize(
    "text",
    [
        "x-api-key: {}",
        "Authorization: Bearer {}",
        '"authorization": "Bearer {}"',
        "{{'x-api-key': '{}'}}",
        'Anthropic(api_key="{}")',
        "export ANTHROPIC_API_KEY={}",
        "curl -H 'x-api-key: {}'",
        r"{{\"x-api-key\":\"{}\"}}",
        "the key {} was refused",
    ],
)
def test_a_key_is_dropped(text: str) -> None:
    clean, count = keyless(text.format("sk-ant-api03-abcdefghijklmnop"))
    assert (clean, count) == (text.format(NO_KEY), 1)


@pytest.mark.parametrize("text", ["x-api-key: $KEY", "api_key=os.environ['KEY']", "invalid x-api-key", MESSAGE, JSON])
def test_what_is_no_key_stays(text: str) -> None:
    assert keyless(text) == (text, 0)
