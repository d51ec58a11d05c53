"""Go with its standard library: the typed parameters of the SDK cannot hold any body."""

from betas.code.request import Request
from betas.code.writing.quoting import code_point, double_quoted, shown, utf16

PROGRAM = """\
package main

import (
	"io"
	"net/http"
	"os"
	"strings"
)

const body = `{body}`

func main() {{
	request, err := http.NewRequest("POST", {url}, strings.NewReader(body))
	if err != nil {{
		panic(err)
	}}
{headers}
	response, err := http.DefaultClient.Do(request)
	if err != nil {{
		panic(err)
	}}
	defer response.Body.Close()
	io.Copy(os.Stdout, response.Body)
}}
"""


def write(request: Request) -> str:
    name, before = request.key_header
    key = f'"{before}"+os.Getenv("ANTHROPIC_API_KEY")' if before else 'os.Getenv("ANTHROPIC_API_KEY")'
    headers = {name: key, **{name: _string(value) for name, value in request.headers.items()}}
    return PROGRAM.format(
        body=shown(request.indented, utf16).replace("`", utf16("`")),
        url=_string(request.url),
        headers="\n".join(f'\trequest.Header.Set("{name}", {value})' for name, value in headers.items()),
    )


def _string(text: str) -> str:
    return double_quoted(text, code_point)
