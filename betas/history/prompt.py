"""What a request body says about itself, for the row that lists it."""

import json
from dataclasses import dataclass
from typing import Any

from betas.history.body import clean

LONGEST_MODEL = 128
LONGEST_PREVIEW = 200


@dataclass(frozen=True, slots=True)
class Prompt:
    """The model asked for and the beginning of what the user said last; empty where the body does not say."""

    model: str
    preview: str


def read(body: bytes) -> Prompt:
    try:
        request = json.loads(body)
    except (ValueError, RecursionError):
        return Prompt("", "")
    if not isinstance(request, dict):
        return Prompt("", "")
    model, said = request.get("model"), _last_said(request.get("messages"))
    return Prompt(clean(model, LONGEST_MODEL) if isinstance(model, str) else "", clean(said, LONGEST_PREVIEW))


def _last_said(messages: Any) -> str:
    turns = messages if isinstance(messages, list) else []
    for turn in reversed(turns):
        if isinstance(turn, dict) and turn.get("role") == "user" and (said := _text(turn.get("content"))):
            return said
    return ""


def _text(content: Any) -> str:
    """A turn's own text: a string, or the last text among its blocks."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else []
    texts = [block.get("text") for block in blocks if isinstance(block, dict) and block.get("type") == "text"]
    return next((text for text in reversed(texts) if isinstance(text, str)), "")
