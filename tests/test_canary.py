"""Random keys go through every part of a real server; afterwards nobody finds them anywhere."""

import base64
import json
import re
import secrets
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from tests import faultserver
from tests.access.matrix import ROWS
from tests.faultserver import FaultServer, Line, Script
from tests.setup.test_server import LINK, Server, free_port

ANSWER = json.dumps({"id": "msg_1", "type": "message", "role": "assistant", "content": [], "usage": {}}).encode()
EVENT = b'event: message_start\ndata: {"type": "message_start", "message": {"id": "msg_1"}}\n\n'
ASKED = {"model": "claude-opus-5-5", "max_tokens": 16, "messages": [{"role": "user", "content": "Name a river."}]}
MOST_ALIKE = 8
PLACEHOLDERS = re.compile(r"(?<==)[^&]*|[0-9a-f-]{16,}|\d+")
CATALOGUE = re.compile(r"/static/|/betas/.|/playground/\?beta=|/admin/betas/(beta|family|claudemodel|betachange)/.")
NUMBERS = re.compile(r"/stats/\?|/history/\?q=.*since%3A")


def forms(key: str) -> dict[str, bytes]:
    """Every way in which `key` could be lying about."""
    raw = key.encode()
    turned = {f"base64 at {at}": base64.b64encode(b"x" * at + raw)[4 if at else 0 : -8] for at in range(3)}
    return turned | {
        "raw": raw,
        "hexadecimal": raw.hex().encode(),
        "url-encoded": "".join(f"%{byte:02X}" for byte in raw).encode(),
        "reversed": raw[::-1],
        "wide": key.encode("utf-16-le"),
    }


def found_in(content: bytes, keys: dict[str, str]) -> list[str]:
    lower = content.lower()
    return [
        f"{name} {form}"
        for name, key in keys.items()
        for form, looks in forms(key).items()
        if looks in content or (form in ("hexadecimal", "url-encoded") and looks.lower() in lower)
    ]


def echoing(upstream: Callable[[], FaultServer], answer: Callable[[bytes], bytes]) -> Script:
    """An upstream that says back the key it was given."""

    def script(line: Line) -> None:
        request = upstream().requests[-1]
        key = re.search(rb"(?i)\r\n(?:x-api-key: |authorization: bearer )([^\r]+)", request)
        line.send(answer(key[1] if key else b"none"))

    return script


def misbehaviours(upstream: Callable[[], FaultServer]) -> dict[str, Script]:
    say, whole, chunked = faultserver.say, faultserver.whole, faultserver.chunked
    elsewhere = [("location", "http://127.0.0.1:9/x-api-key"), *faultserver.JSON]
    return {
        "answer": say(whole(ANSWER)),
        "stream": say(chunked(EVENT, EVENT)),
        "refused": say(whole(b'{"type": "error", "error": {"type": "authentication_error", "message": "no"}}', 401)),
        "overloaded": say(whole(b"<html>overloaded</html>", 529)),
        "redirect": say(whole(b"", 302, elsewhere)),
        "cut": faultserver.say_and_close(faultserver.chunked_head() + faultserver.chunk(EVENT)),
        "short": faultserver.say_and_close(faultserver.head(200, [("content-length", "999")]) + b"{"),
        "nothing": faultserver.say_and_close(b""),
        "reset": lambda line: line.reset(),
        "garbage": faultserver.say_and_close(b"\xff\x00 no protocol at all\r\n\r\n"),
        "echo": echoing(upstream, lambda key: whole(b'{"error": {"message": "bad key ' + key + b'"}}', 401)),
        "echo in a stream": echoing(
            upstream, lambda key: chunked(EVENT, b'data: {"type": "x", "y": "' + key[:9], key[9:] + b'"}\n\n')
        ),
        "echo in headers": echoing(
            upstream,
            lambda key: whole(
                ANSWER, 400, [("request-id", key.decode()), ("x-other", key.decode()), ("retry-after", key.decode())]
            ),
        ),
        "echo in a redirect": echoing(
            upstream, lambda key: whole(b"", 307, [("location", f"http://{key.decode()}.example/{key.decode()}")])
        ),
        "echo in a head that cannot be read": echoing(
            upstream,
            lambda key: b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx y: bad\r\nx-debug: got key " + key + b"\r\n\r\n{}",
        ),
        "echo in the status": echoing(upstream, lambda key: b"HTTP/1.1 200 " + key + b"\r\ncontent-length: 0\r\n\r\n"),
    }


class Browser:
    """Signed in; remembers every answer it was given."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: list[tuple[str, bytes]] = []
        self._session = requests.Session()
        self._session.trust_env = False
        self._token = ""

    def ask(self, method: str, path: str, **more: object) -> requests.Response:
        reply = self._session.request(method, urljoin(self.address, path), timeout=60, **more)  # type: ignore[arg-type]
        for part in [*reply.history, reply]:
            self.answers.append((f"{method} {part.url}", repr(part.headers).encode() + part.content))
        return reply

    def get(self, path: str) -> requests.Response:
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str], *, form: str = "") -> requests.Response:
        """Fills in the token of the page that holds the form: one serves for the whole session."""
        if not self._token:
            page = self.get(form or path).text
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
            assert token, page
            self._token = token[1]
        return self.ask("POST", path, data={"csrfmiddlewaretoken": self._token, **fields})

    def crawl(self, *starts: str) -> set[str]:
        """What links lead to, each once: every exchange, a few of each other kind; no catalogue, nothing counted."""
        seen: set[str] = set()
        alike: Counter[str] = Counter()
        ahead = list(starts)
        while ahead:
            path = ahead.pop(0)
            kind = PLACEHOLDERS.sub("*", path)
            left_out = CATALOGUE.match(path) or NUMBERS.match(path)
            if path in seen or left_out or (alike[kind] >= MOST_ALIKE and kind != "/history/*/"):
                continue
            seen.add(path)
            alike[kind] += 1
            page = self.get(path)
            links = re.findall(r'href="([^"#]+)"', page.text) if "html" in page.headers["Content-Type"] else []
            here = [urlsplit(urljoin(page.url, link.replace("&amp;", "&"))) for link in links]
            ours = [link for link in here if f"{link.scheme}://{link.netloc}" == self.address]
            ahead += [f"{link.path}?{link.query}" if link.query else link.path for link in ours]
        return seen


@pytest.fixture
def keys() -> dict[str, str]:
    """One that looks like a key of the vendor, one that looks like nothing, and the environment's."""
    return {
        "official": f"sk-ant-api03-{secrets.token_urlsafe(48)}",
        "plain": secrets.token_hex(24),
        "environment": f"sk-ant-api03-{secrets.token_urlsafe(48)}",
    }


@pytest.fixture
def outside() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def arguments() -> bytes:
    """The command lines of every process there is."""
    listed = subprocess.run(["ps", "-eo", "args", "-ww"], capture_output=True, check=True)
    return listed.stdout


def test_nobody_finds_a_key_anywhere(
    tmp_path: Path, keys: dict[str, str], outside: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    script: list[Script] = []
    upstream = outside.enter_context(FaultServer(lambda line: script[-1](line)))
    proxy = outside.enter_context(FaultServer(faultserver.say_and_close(faultserver.whole(b"", 502))))
    monkeypatch.setenv("ANTHROPIC_API_KEY", keys["environment"])
    monkeypatch.setenv("UPSTREAM_ALLOWED", f"127.0.0.1:{upstream.port}")
    monkeypatch.setenv("UPSTREAM_PROXY", proxy.url)
    data = tmp_path / "data"
    server = Server(data, free_port())
    try:
        server.wait()
        browser = Browser(server.address)
        use_everything(browser, server, upstream, script, keys)
        assert proxy.hits > 0
        seen_running = arguments()
        files_running = {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file()}
    finally:
        server.stop()
    files = {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file()}
    places = [
        *browser.answers,
        *files_running.items(),
        *files.items(),
        ("the log", server.output.encode()),
        ("process arguments", seen_running),
    ]
    assert {where: found for where, content in places if (found := found_in(content, keys))} == {}


def use_everything(
    browser: Browser, server: Server, upstream: FaultServer, script: list[Script], keys: dict[str, str]
) -> None:
    link = LINK.search(server.output)
    assert link, server.output
    browser.get(link[0])
    token = made_token(browser)
    for style in ("x-api-key", "bearer"):
        for name in ("official", "plain"):
            add_key(browser, add_upstream(browser, f"{style}-{name}", upstream.url, style), keys[name])
    mistype(browser, keys)
    destinations = [value for value in values(browser.get("/playground/").text, "upstream") if ":" in value]
    assert len(destinations) == 5
    for turn, (name, misbehaves) in enumerate(misbehaviours(lambda: upstream).items()):
        script.append(misbehaves)
        for number, destination in enumerate(destinations[turn % 2 :: 2]):
            send_by_form(browser, destination, stream=number % 2 == 0 or "stream" in name)
        style = ("x-api-key", "bearer")[turn % 2]
        send_by_api(browser, token, {"upstream": f"{style}-plain", "key": "mine", "body": ASKED})
    assert {key for key in keys if upstream_saw(upstream, keys[key])} == {"official", "plain"}
    knock(browser, keys)
    walk(browser, token)
    for path in re.findall(r'href="(/keys/[^"]+/delete/)"', browser.get("/keys/").text):
        assert browser.post(path, {}).status_code == 200


def values(page: str, field: str) -> list[str]:
    """What the select `field` offers."""
    select = re.search(rf'<select name="{field}".*?</select>', page, re.DOTALL)
    assert select, page
    return re.findall(r'<option value="([^"]*)"', select[0])


def made_token(browser: Browser) -> str:
    page = browser.post("/tokens/", {"name": "canary", "role": "admin"}).text
    token = re.search(r"bb_[0-9a-f]{12}_[\w-]{43}", page)
    assert token
    return token[0]


def add_upstream(browser: Browser, name: str, url: str, style: str) -> str:
    typed = {
        "title": name,
        "name": name,
        "base_url": url,
        "platform": "claude_api",
        "header_style": style,
        "enabled": "on",
    }
    assert browser.post("/upstreams/add/", typed).url.endswith("/upstreams/")
    return name


def add_key(browser: Browser, upstream: str, key: str) -> None:
    options = dict(re.findall(r'<option value="(\d+)"[^>]*>([^<]+)', browser.get("/keys/").text))
    chosen = next(value for value, title in options.items() if title == upstream)
    assert "is stored" in browser.post("/keys/", {"label": "mine", "upstream": chosen, "key": key}).text


def mistype(browser: Browser, keys: dict[str, str]) -> None:
    """Every way to get the form of a key wrong."""
    (first, *_) = values(browser.get("/keys/").text, "upstream")
    for key in keys.values():
        for typed in (f"Bearer {key}", f"ANTHROPIC_API_KEY={key}", f"{key[:20]}\n{key[20:]}", f'"{key}"', key + "\0"):
            assert browser.post("/keys/", {"label": "x", "upstream": first, "key": typed}).status_code == 422
        assert browser.post("/keys/", {"label": "", "upstream": "999", "key": key}).status_code == 422
        assert browser.ask("POST", "/keys/", data={"label": "x", "key": key}).status_code == 403


def send_by_form(browser: Browser, destination: str, *, stream: bool) -> None:
    typed = {
        "upstream": destination, "path": "/v1/messages", "model": "claude-opus-5-5", "max_tokens": "16",
        "api_version": "2026-10-21", "role": "user", "text": "Name a river.",
        "free": "interleaved-thinking-2025-05-14", **({"stream": "on"} if stream else {}),
    }  # fmt: skip
    page = browser.post("/playground/send/", typed, form="/playground/")
    assert page.status_code == 200
    assert "/history/" in page.url


def send_by_api(browser: Browser, token: str, wanted: dict[str, object]) -> None:
    reply = browser.ask("POST", "/api/v1/requests", json=wanted, headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 201, reply.text


def upstream_saw(upstream: FaultServer, key: str) -> bool:
    return any(key.encode() in request for request in upstream.requests)


def knock(browser: Browser, keys: dict[str, str]) -> None:
    """Keys handed in at doors that are not theirs."""
    for key in keys.values():
        for headers in ({"Authorization": f"Bearer {key}"}, {"x-api-key": key}):
            assert browser.ask("POST", "/api/v1/requests", json={"body": ASKED}, headers=headers).status_code == 401
            versioned = {"anthropic-version": "2026-10-21", **headers}
            assert browser.ask("POST", "/simulator/v1/messages", json=ASKED, headers=versioned).status_code == 200
        with requests.Session() as stranger:
            stranger.trust_env = False
            page = stranger.get(f"{browser.address}/sign-in/").text
            csrf = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
            typed = {"csrfmiddlewaretoken": csrf, "username": "admin", "password": key}
            assert stranger.post(f"{browser.address}/sign-in/", data=typed).status_code == 422


def walk(browser: Browser, token: str) -> None:
    """Every page that can be reached, every route with what it takes, every list and exchange of the API."""
    seen = browser.crawl("/", "/history/", "/errors/", "/keys/", "/upstreams/", "/tokens/", "/audit/", "/admin/")
    assert any(re.match(r"/history/[0-9a-f-]{36}/", path) for path in seen)
    exchange = next(path.split("/")[2] for path in seen if re.match(r"/history/[0-9a-f-]{36}/", path))
    places = defaultdict(
        lambda: "1", exchange=exchange, key=exchange, secret="none", beta="none", family="none", fingerprint="0" * 16
    )
    for row in ROWS:
        if "sign-out" not in row.route and "logout" not in row.route:
            browser.get(row.address.format_map(places))
    page: str | None = "/api/v1/requests?limit=200"
    while page:
        listed = browser.ask("GET", page, headers={"Authorization": f"Bearer {token}"}).json()
        for item in listed["items"]:
            browser.ask("GET", f"/api/v1/requests/{item['id']}", headers={"Authorization": f"Bearer {token}"})
        page = listed["next"]
