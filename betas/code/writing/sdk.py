"""What the official SDKs do by themselves, as of Python 2.12.0 and TypeScript 1.12.0."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from betas.code.request import Request, inside, shallow

BASE_URL = "https://api.anthropic.com"
API_VERSION = "2026-10-21"
MESSAGES, COUNT_TOKENS = "/v1/messages", "/v1/messages/count_tokens"
# Asked for more than this, or told no time-out, an SDK may refuse to send without streaming.
UNSTREAMED_TOKENS = 8192
TIMEOUT_S = 600

_COUNTED = frozenset({"messages", "model", "cache_control", "output_config", "speed", "system", "thinking"})
_COUNTED |= {"tool_choice", "tools"}
_SENT = {"max_tokens", "container", "diagnostics", "inference_geo", "metadata", "service_tier", "stop_sequences"}
_BETA = {"billing_policy", "compaction", "context_management", "mcp_servers"}
# The body's fields that are parameters of a method. `user_profile_id` and `workspace_id` are parameters that become
# headers, `output_format` is rewritten: in a body they are none of these.
PARAMETERS = {
    (MESSAGES, False): _COUNTED | _SENT | {"stream"},
    (MESSAGES, True): _COUNTED | _SENT | _BETA | {"stream", "fallback_credit_token", "fallbacks", "thread"},
    (COUNT_TOKENS, False): _COUNTED,
    (COUNT_TOKENS, True): _COUNTED | _BETA,
}
REQUIRED = {MESSAGES: ("max_tokens", "messages", "model"), COUNT_TOKENS: ("messages", "model")}
KINDS: dict[str, type | tuple[type, ...]] = {
    "max_tokens": int,
    "messages": list,
    "model": str,
    "tools": list,
    "thinking": Mapping,
}


@dataclass(frozen=True, slots=True)
class Parts:
    """A request's body as a method takes it: its parameters, and what the SDK does not know."""

    known: dict[str, Any]
    extra: dict[str, Any]


def parts(request: Request) -> Parts | None:
    """None where no method of the SDK would send this body as it is."""
    if not _fits(request):
        return None
    names = PARAMETERS[request.path, bool(request.betas)]
    known = {name: value for name, value in request.body.items() if name in names}
    if not isinstance(known.get("stream", False), bool):
        del known["stream"]
    return Parts(known, {name: value for name, value in request.body.items() if name not in known})


def client_headers(request: Request, quote: Callable[[str], str], key: str) -> dict[str, str]:
    """Headers that the SDK would not send so by itself, as source text; `key` is how the language reads the key."""
    headers = {} if request.api_version == API_VERSION else {"anthropic-version": quote(request.api_version)}
    # The SDK sends the key as bearer, which is as good where it goes by itself.
    if request.header_style == "x-api-key" and request.base_url != BASE_URL:
        headers["x-api-key"] = key
    return headers


def needs_timeout(request: Request) -> bool:
    most = request.body.get("max_tokens", 0)
    return request.path == MESSAGES and not request.stream and isinstance(most, int) and most > UNSTREAMED_TOKENS


def plain(value: Any) -> bool:
    """Whether nested literals can say it: no number that JSON lacks, and no deeper than compilers go."""
    return shallow(value) and not any(isinstance(one, float) and not math.isfinite(one) for one in scalars(value))


def scalars(value: Any) -> Iterator[Any]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        waiting += inside(one)
        if not isinstance(one, Mapping | list | tuple):
            yield one


def _fits(request: Request) -> bool:
    body = request.body
    if request.path not in REQUIRED or any(name not in body for name in REQUIRED[request.path]):
        return False
    if any(not isinstance(body[name], kind) for name, kind in KINDS.items() if name in body):
        return False
    items = [*body["messages"], *body.get("tools", [])]
    return (
        plain(body)
        and all(isinstance(item, Mapping) for item in items)
        and "type" in body.get("thinking", {"type": ""})
    )
