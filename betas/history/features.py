"""What a request and its answer hold, as names that can be asked for."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from betas.history.body import clean
from betas.models.search import LONGEST_FEATURE

# In every request, or asked for in another way.
PLAIN = {"model", "max_tokens", "messages", "stream", "text"}
MARKS = ("cache_control", "citations")
MOST, MOST_BLOCKS, DEEPEST = 40, 5_000, 5


def features(request: Any, message: Any) -> list[str]:
    """Top-level fields of the request, types of its tools, types and marks of content blocks on both sides."""
    found = dict.fromkeys(clean(name, LONGEST_FEATURE) for name in _names(_object(request), _object(message)))
    return [name for name in found if name and name not in PLAIN][:MOST]


def _names(request: dict[str, Any], message: dict[str, Any]) -> Iterator[str]:
    yield from request
    yield from (kind for tool in _list(request.get("tools")) if (kind := _word(_object(tool).get("type"))))
    contents = [message.get("content"), request.get("system")]
    contents += [_object(turn).get("content") for turn in _list(request.get("messages"))]
    for block in islice((block for content in contents for block in _blocks(content)), MOST_BLOCKS):
        yield _word(block.get("type"))
        yield from (mark for mark in MARKS if block.get(mark))


def _blocks(content: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Those inside a block (a tool's result) too."""
    for block in _list(content):
        if isinstance(block, dict) and depth < DEEPEST:
            yield block
            yield from _blocks(block.get("content"), depth + 1)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
