"""A call of the TypeScript SDK."""

import re
from typing import Any

from django.utils.translation import gettext as _

from betas.code.reading.literal import UNKNOWN, Named, Reader, text_fields
from betas.code.reading.sdk_call import PATHS, SdkCall, configure, from_options, made
from betas.code.reading.value import Found, Unreadable

CALL = re.compile(
    r"\bmessages\s*\.\s*(create|stream|parse|countTokens)\s*\(\s*(?=[{\w])|\.\s*post(?:<[^>()]{0,200}>)?\s*\("
)
CLIENT = re.compile(r"\bnew\s+Anthropic\w*\s*\(\s*(?=\{)")


def found(text: str) -> Found:
    """Raises Unreadable."""
    match = CALL.search(text)
    if match is None:
        raise Unreadable(_("There is no call of the SDK in this code."))
    variables = _variables(text)
    reader = Reader(text, match.end(), variables.value)
    call = _method(match[1], reader) if match[1] else _post(reader)
    if client := CLIENT.search(text):
        options = Reader(text, client.end(), variables.value).value()
        configure(call, options.get("baseURL", call.base_url), options.get("defaultHeaders"), options.get("apiKey"))
    return made(call)


def _method(name: str, reader: Reader) -> SdkCall:
    given = reader.value()
    parameters = given if isinstance(given, dict) else {"…": UNKNOWN}
    headers = text_fields(_options(reader).get("headers"))
    return SdkCall(PATHS[name], parameters, streams=name == "stream", headers=headers)


def _post(reader: Reader) -> SdkCall:
    path = reader.value()
    return from_options(path, _options(reader))


def _options(reader: Reader) -> dict[str, Any]:
    """The next argument."""
    if not reader.at(","):
        return {}
    reader.step()
    options = reader.value() if reader.at("{") else {}
    return options if isinstance(options, dict) else {}


def _variables(text: str) -> Named:
    """Values of `const name = …` elsewhere in the text."""

    def value(name: str) -> Any:
        pattern = rf"\b(?:const|let|var)\s+{re.escape(name)}\s*(?::[^=\n]{{0,200}})?=\s*"
        match = re.search(pattern, text)
        return Reader(text, match.end(), named.value).value() if match else UNKNOWN

    named = Named(value)
    return named
