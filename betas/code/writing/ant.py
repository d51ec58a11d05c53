"""The vendor's command line tool. It reads the body from its input, as YAML, of which JSON is a part."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from betas.code.request import Request, shallow
from betas.code.writing import curl
from betas.code.writing.quoting import continued, shown, utf16, word
from betas.code.writing.sdk import BASE_URL

COMMANDS = {
    "/v1/messages": "messages create",
    "/v1/messages/count_tokens": "messages count-tokens",
    "/v1/messages/batches": "messages:batches create",
}


def write(request: Request) -> str:
    if request.path not in COMMANDS or not shallow(request.body):
        return f"# ant has no command for this; with curl:\n{curl.write(request)}"
    space = "beta:" if request.betas else ""
    command = [
        f"ant {space}{COMMANDS[request.path]}",
        *([] if request.base_url == BASE_URL else [f"--base-url {word(request.base_url)}"]),
        *([f"--beta {word(request.beta_line)}"] if request.betas else []),
        *(["--stream"] if request.stream else []),
    ]
    said = f"# Reads ANTHROPIC_API_KEY. ant chooses anthropic-version itself; asked for was {request.api_version}.\n"
    body = shown(replace(request, body=_escaped(request.body)).indented, utf16)
    return f"{shown(said, utf16)}{continued(command).rstrip()} <<'JSON'\n{body}\nJSON\n"


def _escaped(value: Any) -> Any:
    """Text that starts with @ would name a file; a backslash before it says that it does not."""
    if isinstance(value, str) and value.startswith("@"):
        return "\\" + value
    if isinstance(value, Mapping):
        return {key: _escaped(inner) for key, inner in value.items()}
    return [_escaped(inner) for inner in value] if isinstance(value, list | tuple) else value
