"""The languages that a call can be written in; a further one is a module with a `write` and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from betas.code.request import Request
from betas.code.writing import ant, csharp, curl, go, http, httpie, java, php, python, ruby, typescript


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
        Language("httpie", "HTTPie", "bash", httpie.write),
        Language("go", "Go", "go", go.write),
        Language("java", "Java", "java", java.write),
        Language("csharp", "C#", "csharp", csharp.write),
        Language("ruby", "Ruby", "ruby", ruby.write),
        Language("php", "PHP", "php", php.write),
        Language("ant", "ant", "bash", ant.write),
        Language("http", "HTTP", "http", http.write),
    )
}


def write(key: str, request: Request) -> str:
    """The request in the language `key` of LANGUAGES, ending in a newline. Raises KeyError."""
    return LANGUAGES[key].write(request)
