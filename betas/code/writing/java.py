"""Java with its standard library: the typed builders of the SDK cannot hold any body."""

from betas.code.request import Request
from betas.code.writing.quoting import double_quoted, shown, utf16

PROGRAM = """\
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Main {{
    static final String BODY = {body};

    public static void main(String[] args) throws Exception {{
        HttpRequest request = HttpRequest.newBuilder(URI.create({url}))
{headers}
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
        HttpClient.newHttpClient()
            .send(request, HttpResponse.BodyHandlers.ofLines())
            .body()
            .forEach(System.out::println);
    }}
}}
"""
# A class file holds no constant of 64 KiB; a character takes three bytes of it at most.
LONGEST_CONSTANT = 20_000


def write(request: Request) -> str:
    name, before = request.key_header
    key = f'"{before}" + System.getenv("ANTHROPIC_API_KEY")' if before else 'System.getenv("ANTHROPIC_API_KEY")'
    headers = {name: key, **{name: double_quoted(value) for name, value in request.headers.items()}}
    return PROGRAM.format(
        body=_body(request),
        url=double_quoted(request.url),
        headers="\n".join(f'            .header("{name}", {value})' for name, value in headers.items()),
    )


def _body(request: Request) -> str:
    text = shown(request.indented, utf16)
    if len(text) > LONGEST_CONSTANT:
        return _joined(request.json)
    lines = text.replace("\\", r"\\").replace("\n", "\n        ")
    return f'"""\n        {lines}\n        """'


def _joined(text: str) -> str:
    pieces = (text[at : at + LONGEST_CONSTANT] for at in range(0, len(text), LONGEST_CONSTANT))
    return 'String.join("",\n        ' + ",\n        ".join(map(double_quoted, pieces)) + ")"
