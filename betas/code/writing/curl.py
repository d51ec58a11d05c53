"""A bash command line for curl."""

from betas.code.request import Request
from betas.code.writing.quoting import LONGEST_ARGUMENT, continued, word


def write(request: Request) -> str:
    body = word(request.json)
    long = len(body.encode()) > LONGEST_ARGUMENT
    name, before = request.key_header
    return continued(
        [
            f"printf %s {body} | curl {word(request.url)}" if long else f"curl {word(request.url)}",
            *(["--no-buffer"] if request.stream else []),
            f'-H "{name}: {before}$ANTHROPIC_API_KEY"',
            *(f"-H {word(f'{name}: {value}')}" for name, value in request.headers.items()),
            "--data-binary @-" if long else f"-d {body}",
        ]
    )
