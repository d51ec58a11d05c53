"""One request as every language writes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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
    def json(self) -> str:
        """The body as it goes over the wire; a lone surrogate, which UTF-8 cannot hold, makes it all ASCII."""
        text = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))
        return text if _encodable(text) else json.dumps(self.body, separators=(",", ":"))


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
