"""Every route of the product, from the URL resolver."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

FROM_DJANGO = ("admin/",)
EXEMPT = ("api/v1/", "simulator/v1/")


class Places(dict[str, str]):
    """What addresses name, each made when it is first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self._makers = makers

    def __missing__(self, name: str) -> str:
        self[name] = str(self._makers[name]())
        return self[name]


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Each pattern with the whole route that leads to it; the stock admin site apart."""
    for route, pattern in _walk("", get_resolver().url_patterns):
        if not route.startswith(FROM_DJANGO) or _is_ours(pattern):
            yield route, pattern


def _walk(prefix: str, found: "list[URLPattern | URLResolver]") -> Iterator[tuple[str, URLPattern]]:
    for entry in found:
        if isinstance(entry, URLResolver):
            yield from _walk(prefix + str(entry.pattern), entry.url_patterns)
        else:
            yield prefix + str(entry.pattern), entry


def _is_ours(pattern: URLPattern) -> bool:
    return str(pattern.lookup_str).startswith("betas.")


def ask(client: Client, method: str, address: str) -> Any:
    client.raise_request_exception = False
    return getattr(client, method)(address)
