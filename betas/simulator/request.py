"""A request as the stand-in reads it. It shares no parsing with the client, so that they cannot share a bug."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from betas.simulator.refusal import invalid

# Anyone may ask: a few megabytes of empty lists must not keep a worker busy for minutes.
MOST_CONTAINERS = 100_000


@dataclass(frozen=True, slots=True)
class Request:
    """`headers` are the lines as they came, names in lower case; `path` starts with /v1 and has no query."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> "Request":
        """`url` is a path with or without its query."""
        parts = urlsplit(url)
        return cls(
            method.upper(), parts.path, parts.query, tuple((name.lower(), value) for name, value in headers), body
        )

    def lines(self, name: str) -> list[str]:
        return [value for given, value in self.headers if given == name]

    def header(self, name: str) -> str:
        """The first line of that name without the space around it, empty when there is none."""
        return next(iter(self.lines(name)), "").strip()

    def betas(self) -> tuple[str, ...]:
        """The names of every `anthropic-beta` line, in order, once each."""
        names = (name.strip() for line in self.lines("anthropic-beta") for name in line.split(","))
        return tuple(dict.fromkeys(name for name in names if name))

    def json(self) -> dict[str, Any]:
        """The body as an object. Raises Refused."""
        if self.body.count(b"[") + self.body.count(b"{") > MOST_CONTAINERS:
            raise invalid("The request body holds too many lists and objects.")
        try:
            body = json.loads(self.body, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise invalid("The request body is not valid JSON.") from error
        if not isinstance(body, dict):
            raise invalid("Input should be a valid dictionary")
        return body


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
