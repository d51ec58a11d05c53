"""Which headers are kept. A header is a secret until it is named here."""

from collections.abc import Iterable, Mapping
from itertools import islice

from betas.history.body import clean

HIDDEN = "[hidden]"
LONGEST_VALUE = 8192
LONGEST_NAME = 100
MOST = 60
SENT = frozenset(
    {"accept", "accept-encoding", "anthropic-beta", "anthropic-version", "content-length", "content-type", "user-agent"}
    | {"x-simulator-fault"}
)
RECEIVED = frozenset(
    {
        "anthropic-organization-id",
        "anthropic-workspace-id",
        "cache-control",
        "cf-cache-status",
        "cf-ray",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "request-id",
        "retry-after",
        "retry-after-ms",
        "server",
        "server-timing",
        "transfer-encoding",
        "via",
        "x-amzn-errortype",
        "x-amzn-requestid",
        "x-envoy-upstream-service-time",
        "x-request-id",
        "x-should-retry",
    }
)
RECEIVED_FAMILIES = ("anthropic-ratelimit-", "anthropic-priority-", "anthropic-fast-")


def sent(headers: Mapping[str, str]) -> dict[str, str]:
    """Every name, lower-case; the value of those not listed is hidden."""
    return {name.lower(): _shown(value) if name.lower() in SENT else HIDDEN for name, value in headers.items()}


def received(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The listed ones, the lines of a repeated name joined by commas; an upstream may answer with anything else."""
    kept: dict[str, str] = {}
    for name, value in headers:
        if name in RECEIVED or name.startswith(RECEIVED_FAMILIES):
            kept[name] = _shown(f"{kept[name]}, {value}" if name in kept else value)
    return {clean(name, LONGEST_NAME): value for name, value in islice(kept.items(), MOST)}


def _shown(value: str) -> str:
    return clean(value, LONGEST_VALUE)
