"""A bash command line for curl."""

import re

from betas.code.hidden import shown
from betas.code.request import Request

PLAIN = re.compile(r"[A-Za-z0-9@%+=:,./_-]+\Z")
KEY = {"x-api-key": '"x-api-key: $ANTHROPIC_API_KEY"', "bearer": '"authorization: Bearer $ANTHROPIC_API_KEY"'}
# Linux takes no single argument of 128 KiB; printf is part of the shell and has no such bound.
LONGEST_ARGUMENT = 100_000


def write(request: Request) -> str:
    body = quoted(request.json)
    long = len(body.encode()) > LONGEST_ARGUMENT
    lines = [
        f"printf %s {body} | curl {quoted(request.url)}" if long else f"curl {quoted(request.url)}",
        *(["--no-buffer"] if request.stream else []),
        f"-H {KEY[request.header_style]}",
        f"-H {quoted(f'anthropic-version: {request.api_version}')}",
        *([f"-H {quoted(f'anthropic-beta: {request.beta_line}')}"] if request.betas else []),
        "-H 'content-type: application/json'",
        "--data-binary @-" if long else f"-d {body}",
    ]
    return " \\\n  ".join(lines) + "\n"


def quoted(word: str) -> str:
    """One word of bash. What does not print stands as its bytes in octal, between $'…'."""
    if PLAIN.match(word):
        return word
    return shown("'" + word.replace("'", r"'\''") + "'", lambda character: f"'$'{_octal(character)}''")


def _octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode())
