"""Ruby with its standard library."""

from betas.code.request import Request
from betas.code.writing.quoting import shown, single_quoted, utf16

PROGRAM = """\
require "net/http"

uri = URI({url})
request = Net::HTTP::Post.new(uri)
{headers}
request.body = <<'JSON'
{body}
JSON

Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", read_timeout: 600) do |http|
  http.request(request) do |response|
    response.read_body {{ |piece| print piece }}
  end
end
"""


def write(request: Request) -> str:
    """In this heredoc nothing is special, and no line of JSON is its end."""
    name, before = request.key_header
    key = f'"{before}" + ENV.fetch("ANTHROPIC_API_KEY")' if before else 'ENV.fetch("ANTHROPIC_API_KEY")'
    headers = {name: key, **{name: single_quoted(value) for name, value in request.headers.items()}}
    return PROGRAM.format(
        url=single_quoted(request.url),
        headers="\n".join(f'request["{name}"] = {value}' for name, value in headers.items()),
        body=shown(request.indented, utf16),
    )
