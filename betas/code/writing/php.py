"""PHP with its curl extension."""

from betas.code.request import Request
from betas.code.writing.quoting import shown, single_quoted, utf16

PROGRAM = """\
<?php

$body = <<<'JSON'
{body}
JSON;

$request = curl_init({url});
curl_setopt_array($request, [
    CURLOPT_HTTPHEADER => [
{headers}
    ],
    CURLOPT_POSTFIELDS => $body,
]);
curl_exec($request); // prints the answer as it arrives
"""


def write(request: Request) -> str:
    """In this nowdoc nothing is special, and no line of JSON is its end."""
    name, before = request.key_header
    headers = [f"'{name}: {before}' . getenv('ANTHROPIC_API_KEY')"]
    headers += [single_quoted(f"{name}: {value}") for name, value in request.headers.items()]
    return PROGRAM.format(
        body=shown(request.indented, utf16),
        url=single_quoted(request.url),
        headers="\n".join(f"        {header}," for header in headers),
    )
