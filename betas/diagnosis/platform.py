"""Which platform answered, from the words and the headers of an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from betas.diagnosis.quoting import SHORT_TICKED, search
from betas.models.choices import Platform

# LiteLLM stands in front of another.
LITELLM = ("received model group=", "litellm")
# The first that is found names the platform. An error may lie in a long log, where plain words are found much sooner.
MARKS = (
    ("vertex", ("req_vrtx_", "INVALID_ARGUMENT", "Vertex AI", "VertexAI", "Vertex Exception", "VertexException")),
    ("bedrock", ("ValidationException", "Bedrock", "returned the following errors")),
)
# What only one says, in the message itself.
PHRASES = (
    ("bedrock", re.compile(r"invalid beta flag|extraneous key")),
    ("copilot", re.compile(r"unsupported beta header\(s\)")),
)
ENVELOPE = re.compile(r"type[\"'\\]{1,9}\s*:\s*[\"'\\]{1,9}error[\"'\\]")
# Response headers that only one platform sends.
HEADER_PLATFORMS = {"x-amzn-errortype": "bedrock", "x-amzn-requestid": "bedrock", "x-github-request-id": "copilot"}
LABELS = {**dict(Platform.choices), "copilot": "GitHub Copilot", "litellm": "LiteLLM"}


@dataclass(frozen=True, slots=True)
class Trace:
    """What tells of the platform whatever the message says: its marks, and what is only likely."""

    marked: str | None
    likely: str | None
    litellm: bool

    def behind(self, message: str) -> str | None:
        """Behind a LiteLLM the platform is written `litellm+vertex`."""
        phrased = (name for name, words in PHRASES if search(words, message))
        behind = self.marked or next(phrased, None) or self.likely
        return "+".join([*(["litellm"] if self.litellm else []), *([behind] if behind else [])]) or None


def trace(text: str, headers: Mapping[str, str]) -> Trace:
    """`headers` by their names in lower case."""
    text = SHORT_TICKED.sub("", text) if "`" in text else text
    marked = next((name for name, words in MARKS if any(word in text for word in words)), None)
    likely = next((name for header, name in HEADER_PLATFORMS.items() if header in headers), None)
    if likely is None and marked is None and ENVELOPE.search(text):
        likely = Platform.CLAUDE_API.value
    lower = text.lower()
    return Trace(marked, likely, any(word in lower for word in LITELLM))


def label(platform: str) -> str:
    """As people call it, LiteLLM and what is behind it."""
    return " + ".join(str(LABELS.get(name, name)) for name in platform.split("+"))
