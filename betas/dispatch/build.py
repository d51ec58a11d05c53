"""From what a form or a program asks for to the call that goes out."""

from collections.abc import Sequence

from betas import header
from betas.models import Upstream
from betas.upstream.call import Call, Limits, Target

PLAIN = Limits(total_s=600)
STREAM = Limits(total_s=1800)


class HeaderTooLong(ValueError):
    """More beta names than one header may carry."""


def build_call(
    upstream: Upstream,
    *,
    path: str,
    body: bytes,
    betas: Sequence[str] | str | None,
    api_version: str,
    stream: bool,
    fault: str = "",
) -> Call:
    """The call that carries `betas`: a list of names, a header as one writes it, or nothing.

    `fault` is something for the simulator to do wrong; no other upstream is told. Raises MalformedBeta, HeaderTooLong.
    """
    return Call(
        target=Target(upstream.base_url, upstream.header_style),
        path=path,
        body=body,
        beta_header=_line(betas),
        api_version=api_version,
        stream=stream,
        extra_headers={"x-simulator-fault": fault} if fault and upstream.simulated else {},
        limits=STREAM if stream else PLAIN,
    )


def _line(betas: Sequence[str] | str | None) -> str | None:
    names = header.to_send(header.split([betas]) if isinstance(betas, str) else betas or ())
    line = header.join(names)
    if len(line) > header.MAX_HEADER_BYTES:
        raise HeaderTooLong(f"{len(line)} bytes")
    return line or None
