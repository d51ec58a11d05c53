"""Which platform answered, from the words and the headers of an error."""

import re
from collections.abc import Mapping

from betas.models.choices import Platform

# LiteLLM stands in front of another.
LITELLM = ("received model group=", "litellm")
# The first that is found names the platform. An error may lie in a long log, where plain words are found much sooner.
WORDS = (
    ("vertex", ("req_vrtx_", "INVALID_ARGUMENT", "Vertex AI", "VertexAI", "Vertex Exception", "VertexException")),
    (
        "bedrock",
        ("invalid beta flag", "extraneous key", "ValidationException", "Bedrock", "returned the following errors"),
    ),
    ("copilot", ("unsupported beta header(s)",)),
)
ENVELOPE = re.compile(r"type[\"'\\]{1,9}\s*:\s*[\"'\\]{1,9}error[\"'\\]")
# Response headers that only one platform sends.
HEADER_PLATFORMS = {"x-amzn-errortype": "bedrock", "x-amzn-requestid": "bedrock", "x-github-request-id": "copilot"}


def platform_behind(text: str, headers: Mapping[str, str]) -> str | None:
    """`headers` by their names in lower case. Behind a LiteLLM the platform is written `litellm+vertex`."""
    behind = next((name for name, words in WORDS if any(word in text for word in words)), None)
    if behind is None and ENVELOPE.search(text):
        behind = Platform.CLAUDE_API
    if behind in (None, Platform.CLAUDE_API):
        behind = next((name for header, name in HEADER_PLATFORMS.items() if header in headers), behind)
    lower = text.lower()
    if not any(word in lower for word in LITELLM):
        return behind
    return f"litellm+{behind}" if behind else "litellm"
