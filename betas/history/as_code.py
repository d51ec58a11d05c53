"""A stored exchange as the request that code would make, without the secrets that were in it."""

from betas import header
from betas.code import Request
from betas.code.keyless import keyless
from betas.code.reachable import address, reachable
from betas.history import read
from betas.models import Exchange
from betas.models.choices import HeaderStyle
from betas.upstream import answer as answers

# Where the upstream was removed since, these stand for it.
ELSEWHERE, SIMULATOR = "https://api.anthropic.com", "simulator://local"


def request(exchange: Exchange) -> Request | None:
    """None where the body is no JSON object, which no SDK could send."""
    body, upstream = answers.json_of(keyless(read.request_text(exchange))[0], nul=True), exchange.upstream
    if not isinstance(body, dict):
        return None
    asked = Request(
        base_url=base_url(exchange),
        path=keyless(exchange.path)[0],
        body=body,
        betas=[keyless(name)[0] for name in header.split([exchange.beta_header or ""]) if name],
        api_version=keyless(exchange.api_version)[0],
        header_style=upstream.header_style if upstream else HeaderStyle.X_API_KEY,
    )
    return reachable(asked)


def url(exchange: Exchange) -> str:
    """Where a program would send it."""
    return f"{address(base_url(exchange))}{exchange.path}"


def base_url(exchange: Exchange) -> str:
    """Where it went."""
    if exchange.upstream:
        return exchange.upstream.base_url
    return SIMULATOR if exchange.simulated else ELSEWHERE
