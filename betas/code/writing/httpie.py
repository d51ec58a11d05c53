"""A bash command line for HTTPie."""

from betas.code.request import Request
from betas.code.writing.quoting import LONGEST_ARGUMENT, continued, word


def write(request: Request) -> str:
    """Options stand before and after the headers, never between them: its parser takes them for one group."""
    body = word(request.json)
    long = len(body.encode()) > LONGEST_ARGUMENT
    options = [*([] if long else ["--ignore-stdin"]), *(["--stream"] if request.stream else [])]
    command = " ".join(["http", *options, "POST", word(request.url)])
    name, before = request.key_header
    return continued(
        [
            f"printf %s {body} | {command}" if long else command,
            f'"{name}:{before}$ANTHROPIC_API_KEY"',
            *(word(f"{name}:{value}") for name, value in request.headers.items()),
            *([] if long else [f"--raw {body}"]),
        ]
    )
