"""C# with its standard library: the typed parameters of the SDK cannot hold any body."""

from betas.code.request import Request
from betas.code.writing.quoting import double_quoted, shown, utf16

PROGRAM = """\
using System;
using System.Net.Http;
using System.Text;

var body = {quotes}
    {body}
    {quotes};

using var client = new HttpClient();
using var request = new HttpRequestMessage(HttpMethod.Post, {url});
{headers}
request.Content = new StringContent(body, Encoding.UTF8, "application/json");
using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
await response.Content.CopyToAsync(Console.OpenStandardOutput());
"""
CONTENT_TYPE = "content-type"


def write(request: Request) -> str:
    """A raw string needs no escapes, and JSON never has three quotes in a row."""
    name, before = request.key_header
    key = 'Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY")'
    headers = {name: f'"{before}" + {key}' if before else key}
    headers |= {name: double_quoted(value) for name, value in request.headers.items() if name != CONTENT_TYPE}
    return PROGRAM.format(
        quotes='"""',
        body=shown(request.indented, utf16).replace("\n", "\n    "),
        url=double_quoted(request.url),
        headers="\n".join(f'request.Headers.Add("{name}", {value});' for name, value in headers.items()),
    )
