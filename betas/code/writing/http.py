"""The request as it goes over the wire, but for the key."""

from urllib.parse import urlsplit

from betas.code.request import Request
from betas.code.writing.quoting import shown, utf16


def write(request: Request) -> str:
    address = urlsplit(request.url)
    name, before = request.key_header
    body = shown(request.json, utf16)
    headers = {
        "host": address.netloc,
        name: f"{before}$ANTHROPIC_API_KEY",
        **request.headers,
        "content-length": str(len(body.encode())),
    }
    head = "".join(f"{name}: {value}\n" for name, value in headers.items())
    return f"POST {address.path} HTTP/1.1\n{head}\n{body}\n"
