"""The languages that a call can be written in; a further one is a module with a `write` and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from betas.code import curl, python, typescript
from betas.code.request import Request


@dataclass(frozen=True, slots=True)
class Language:
    """`lexer` is the name by which Pygments knows it."""

    key: str
    label: str
    lexer: str
    write: Callable[[Request], str]


LANGUAGES = {
    language.key: language
    for language in (
        Language("curl", "cURL", "bash", curl.write),
        Language("python", "Python", "python", python.write),
        Language("typescript", "TypeScript", "typescript", typescript.write),
    )
}


def write(key: str, request: Request) -> str:
    """The request in the language `key` of LANGUAGES, ending in a newline. Raises KeyError."""
    return LANGUAGES[key].write(request)
