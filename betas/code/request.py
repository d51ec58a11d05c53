"""One request as every language writes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Deeper than this, compilers and people give up; the text is then written on one line.
DEEPEST = 64


@dataclass(frozen=True, slots=True)
class Request:
    """A request without its key.

    `base_url` has no trailing slash and no /v1, `path` starts with a slash, `body` is a JSON object as Python reads it,
    `header_style` says how the key travels: x-api-key or bearer.
    """

    base_url: str
    path: str
    body: Mapping[str, Any]
    betas: Sequence[str]
    api_version: str
    header_style: str

    @property
    def url(self) -> str:
        return self.base_url + self.path

    @property
    def beta_line(self) -> str:
        """The value of `anthropic-beta`, empty where the header is not sent."""
        return ",".join(self.betas)

    @property
    def stream(self) -> bool:
        return self.body.get("stream") is True

    @property
    def key_header(self) -> tuple[str, str]:
        """The header that carries the key, and what stands before the key in it."""
        return ("authorization", "Bearer ") if self.header_style == "bearer" else ("x-api-key", "")

    @property
    def headers(self) -> dict[str, str]:
        """All others."""
        betas = {"anthropic-beta": self.beta_line} if self.betas else {}
        return {"anthropic-version": self.api_version, **betas, "content-type": "application/json"}

    @property
    def json(self) -> str:
        """The body as it goes over the wire; a lone surrogate, which UTF-8 cannot hold, makes it all ASCII."""
        text = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        return text if _encodable(text) else json.dumps(self.body, separators=(",", ":"))

    @property
    def indented(self) -> str:
        """The body as JSON to be read, unless it is too deep for that."""
        if not shallow(self.body):
            return self.json
        text = json.dumps(self.body, ensure_ascii=False, indent=2)
        return text if _encodable(text) else json.dumps(self.body, indent=2)


def shallow(value: Any) -> bool:
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        level = [inner for one in level for inner in inside(one)]
        depth += 1
    return not level


def inside(value: Any) -> list[Any]:
    """What a JSON value directly holds."""
    if isinstance(value, Mapping):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
