"""Where programs reach what a request goes to."""

from dataclasses import replace

from django.conf import settings

from betas.code.request import Request

SIMULATOR = "simulator://"


def address(base_url: str) -> str:
    """The simulator inside this process answers programs under an address of its own."""
    return f"{settings.PUBLIC_URL}/simulator" if base_url.startswith(SIMULATOR) else base_url


def reachable(request: Request) -> Request:
    """The simulator takes any key, so the one that SDKs send by themselves will do."""
    if not request.base_url.startswith(SIMULATOR):
        return request
    return replace(request, base_url=address(request.base_url), header_style="bearer")
