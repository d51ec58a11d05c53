"""Which platform answered, from the words and the headers of an error."""

import re
from collections.abc import Mapping

from betas.models.choices import Platform

# The first that is found names the platform; LiteLLM stands in front of another.
LITELLM = re.compile(r"Received Model Group=|litellm", re.IGNORECASE)
PLATFORMS = (
    ("vertex", re.compile(r"req_vrtx_|INVALID_ARGUMENT|Vertex ?(?:AI|Exception)")),
    (
        "bedrock",
        re.compile(r"invalid beta flag|extraneous key|ValidationException|Bedrock|returned the following errors"),
    ),
    ("copilot", re.compile(r"unsupported beta header\(s\)")),
    ("claude_api", re.compile(r"[\"']type\\{0,8}[\"']\s*:\s*\\{0,8}[\"']error\\{0,8}[\"']")),
)
# Response headers that only one platform sends.
HEADER_PLATFORMS = {"x-amzn-errortype": "bedrock", "x-amzn-requestid": "bedrock", "x-github-request-id": "copilot"}


def platform_behind(text: str, headers: Mapping[str, str]) -> str | None:
    """`headers` by their names in lower case. Behind a LiteLLM the platform is written `litellm+vertex`."""
    behind = next((name for name, pattern in PLATFORMS if pattern.search(text)), None)
    if behind in (None, Platform.CLAUDE_API):
        behind = next((name for header, name in HEADER_PLATFORMS.items() if header in headers), behind)
    if not LITELLM.search(text):
        return behind
    return f"litellm+{behind}" if behind else "litellm"
