"""What API version 2026-10-21 took away from the content; the fields it dropped are simply not known to it."""

from collections.abc import Iterator
from typing import Any

from betas.simulator import known, paths
from betas.simulator.gates import unexpected_tag
from betas.simulator.refusal import invalid


def check(body: dict[str, Any], version: str) -> None:
    """Raise Refused for the first content that the version does not take."""
    if version == known.OLD_VERSION:
        return
    for at, message in paths.find(body, "messages[]"):
        if message["role"] == "assistant":
            _no_document(f"{at}.content", message["content"])
        for path, block, cited in _blocks(f"{at}.content", message["content"], message["role"] == "user"):
            if cited and block["type"] == "text" and block.get("citations"):
                raise invalid(f"{path}.text.citations: Extra inputs are not permitted")


def _no_document(at: str, content: Any) -> None:
    for index, block in enumerate(content if isinstance(content, list) else []):
        if block["type"] == "document":
            expected = (tag for tag in known.TAGS["messages[].content[]"] if tag != "document")
            raise unexpected_tag(f"{at}.{index}", "document", expected)


def _blocks(at: str, content: Any, refuses: bool) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Every block down to those inside results, each with whether citations are refused there."""
    for index, block in enumerate(content if isinstance(content, list) else []):
        if isinstance(block, dict) and "type" in block:
            here = f"{at}.{index}"
            yield here, block, refuses
            inner = refuses or block["type"] == "search_result"
            yield from _blocks(paths.inside(here, block, "content"), block.get("content"), inner)
