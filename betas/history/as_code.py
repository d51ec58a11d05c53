"""A stored exchange as the request that code would make."""

from betas import header
from betas.code import Request
from betas.history import read
from betas.models import Exchange
from betas.models.choices import HeaderStyle

# Where the upstream was removed since, these stand for it.
ELSEWHERE, SIMULATOR = "https://api.anthropic.com", "simulator://local"


def request(exchange: Exchange) -> Request | None:
    """None where the body is no JSON object, which no SDK could send."""
    body, upstream = read.request_json(exchange), exchange.upstream
    if not isinstance(body, dict):
        return None
    return Request(
        base_url=base_url(exchange),
        path=exchange.path,
        body=body,
        betas=list(filter(None, header.split([exchange.beta_header or ""]))),
        api_version=exchange.api_version,
        header_style=upstream.header_style if upstream else HeaderStyle.X_API_KEY,
    )


def base_url(exchange: Exchange) -> str:
    if exchange.upstream:
        return exchange.upstream.base_url
    return SIMULATOR if exchange.simulated else ELSEWHERE
